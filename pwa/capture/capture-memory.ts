import type { Direction } from "./live/dome.ts";

/** What the camera screen knows about a scan between visits; nothing that could not be found out again. */
export type CaptureMemory = {
  /** Null: not asked yet. */
  withMat: boolean | null;
  /** The lens that took the first photos: another has another geometry. */
  lensId: string | null;
  /** By pass and photo: from where it was taken. */
  directions: Record<string, Record<string, Direction>>;
};

export type Storage = Pick<globalThis.Storage, "getItem" | "setItem" | "removeItem">;

const prefix = "capture:";
const indexKey = "capture-scans";
/** Older scans are forgotten: this is small change beside their photos, but it would add up. */
const scansMost = 30;
const nothing: CaptureMemory = { withMat: null, lensId: null, directions: {} };

export function recall(storage: Storage, scanId: string): CaptureMemory {
  return { ...nothing, ...parsed<Partial<CaptureMemory>>(storage.getItem(prefix + scanId), {}) };
}

export function remember(
  storage: Storage,
  scanId: string,
  change: (known: CaptureMemory) => CaptureMemory,
): CaptureMemory {
  const next = change(recall(storage, scanId));
  const scans = [scanId, ...parsed<string[]>(storage.getItem(indexKey), []).filter((id) => id !== scanId)];
  try {
    for (const old of scans.splice(scansMost)) storage.removeItem(prefix + old);
    storage.setItem(indexKey, JSON.stringify(scans));
    storage.setItem(prefix + scanId, JSON.stringify(next));
  } catch {
    // Full or forbidden: the capture goes on and the next visit asks again.
  }
  return next;
}

export function withDirection(
  known: CaptureMemory,
  pass: number,
  photoId: string,
  direction: Direction,
): CaptureMemory {
  const { azimuthDeg, elevationDeg } = direction;
  const ofPass = { ...known.directions[pass], [photoId]: { azimuthDeg, elevationDeg } };
  return { ...known, directions: { ...known.directions, [pass]: ofPass } };
}

/** Directions of those photos of a pass that are still in the scan. */
export function directionsOf(known: CaptureMemory, pass: number, photoIds: ReadonlySet<string>): Direction[] {
  return Object.entries(known.directions[pass] ?? {}).flatMap(([id, direction]) =>
    photoIds.has(id) ? [direction] : [],
  );
}

function parsed<Value>(text: string | null, otherwise: Value): Value {
  try {
    return text === null ? otherwise : ((JSON.parse(text) as Value) ?? otherwise);
  } catch {
    return otherwise;
  }
}
