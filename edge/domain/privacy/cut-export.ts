/** What one zip holds at most: a Worker's run may ask the store only so often, and compute only so long. */
export interface PartLimits {
  readonly files: number;
  readonly bytes: number;
}
export const partLimits: PartLimits = { files: 600, bytes: 2_000_000_000 };

export interface ScanWeight {
  readonly scanId: string;
  readonly files: number;
  readonly bytes: number;
}

export interface Cutting {
  /** The scan with which each part after the first begins. */
  readonly cuts: readonly string[];
  readonly parts: readonly { readonly files: number; readonly bytes: number }[];
}

/** Whole scans into parts, in the order of their ids: scans that come or go later change no other's part. */
export function cutExport(scans: readonly ScanWeight[], limits: PartLimits = partLimits): Cutting {
  const cuts: string[] = [];
  const parts = [{ files: 0, bytes: 0 }];
  let inPart = 0;
  for (const { scanId, files, bytes } of scans) {
    let part = parts.at(-1) as { files: number; bytes: number };
    if (inPart > 0 && (part.files + files > limits.files || part.bytes + bytes > limits.bytes)) {
      cuts.push(scanId);
      part = { files: 0, bytes: 0 };
      parts.push(part);
      inPart = 0;
    }
    part.files += files;
    part.bytes += bytes;
    inPart++;
  }
  return { cuts, parts };
}

/** Where a part begins (with that scan) and ends (before that scan); null: at the end. */
export function rangeOfPart(cuts: readonly string[], part: number): { from: string; before: string | null } | null {
  if (part < 1 || part > cuts.length + 1) return null;
  return { from: cuts[part - 2] ?? "", before: cuts[part - 1] ?? null };
}
