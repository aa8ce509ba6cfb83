import { photoLimits } from "#contract/photo";
import type { ProblemCode } from "#contract/problem";
import type { Submit } from "#contract/scan";

export interface KnownPhoto {
  readonly photoId: string;
  readonly sha256: string;
  readonly pass: number;
  readonly name: string;
}

export type ManifestVerdict = { ok: true } | { ok: false; code: ProblemCode; detail: string };

/** Does the manifest name photos that are there, once each, 20 to 50 a pass? */
export function judgeManifest(manifest: Submit["photos"], known: readonly KnownPhoto[]): ManifestVerdict {
  const byId = new Map(known.map((p) => [p.photoId, p]));
  if (new Set(manifest.map((p) => p.photoId)).size !== manifest.length) {
    return { ok: false, code: "request-invalid", detail: "photos: a photo is named twice." };
  }
  const missing = manifest.filter((p) => byId.get(p.photoId)?.sha256 !== p.sha256).map((p) => p.photoId);
  if (missing.length > 0) return { ok: false, code: "photo-missing", detail: missing.join(", ") };
  return judgeCounts(manifest.map((p) => (byId.get(p.photoId) as KnownPhoto).pass));
}

function judgeCounts(passes: readonly number[]): ManifestVerdict {
  const counts = new Map<number, number>();
  for (const pass of passes) counts.set(pass, (counts.get(pass) ?? 0) + 1);
  for (const [pass, count] of [...counts].sort((a, b) => a[0] - b[0])) {
    const said = `Pass ${pass + 1} has ${count} ${count === 1 ? "photo" : "photos"}; 20 to 50 are needed.`;
    if (count < photoLimits.perPassMin) return { ok: false, code: "photos-too-few", detail: said };
    if (count > photoLimits.perPassMax) return { ok: false, code: "photos-too-many", detail: said };
  }
  return { ok: true };
}
