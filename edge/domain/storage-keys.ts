import type { manifestName } from "#contract/job";
import type { ResultName } from "#contract/job-words";
import type { Orientation } from "#contract/print-settings";

/** Every key of the bucket is made here, from ids and hashes alone. */
export const scanPrefix = (scanId: string): string => `scans/${scanId}/`;
export const photoKey = (scanId: string, sha256: string): string => `${scanPrefix(scanId)}photos/${sha256}`;
export const jobPrefix = (jobId: string): string => `results/${jobId}/`;
export const attemptPrefix = (jobId: string, attempt: number): string => `${jobPrefix(jobId)}${attempt}/`;
export const resultKey = (jobId: string, attempt: number, name: ResultName | typeof manifestName): string =>
  `${attemptPrefix(jobId, attempt)}${name}`;

/** Says in the bucket, which a restored database does not reach, that an owner was erased. */
export const erasurePrefix = "erasures/";
export const erasureKey = (ownerId: string): string => `${erasurePrefix}${ownerId}.json`;
export const ownerOfErasure = (key: string): string | null =>
  /^erasures\/([0-9a-f-]{36,64})\.json$/.exec(key)?.[1] ?? null;

const uuid = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";
const photoPattern = new RegExp(`^scans/(${uuid})/photos/([0-9a-f]{64})$`);
const resultPattern = new RegExp(`^results/(${uuid})/([1-9])/([a-z0-9.-]+)$`);
const sweepablePattern = new RegExp(`^(?:scans/${uuid}/|results/${uuid}/(?:[1-9]/)?)$`);

export type StoredObject =
  | { readonly kind: "photo"; readonly scanId: string; readonly sha256: string }
  | { readonly kind: "result"; readonly jobId: string; readonly attempt: number; readonly name: string };

export function parseKey(key: string): StoredObject | null {
  const photo = photoPattern.exec(key);
  if (photo) return { kind: "photo", scanId: photo[1] as string, sha256: photo[2] as string };
  const result = resultPattern.exec(key);
  if (!result) return null;
  return { kind: "result", jobId: result[1] as string, attempt: Number(result[2]), name: result[3] as string };
}

/** A sweep deletes whole prefixes: only those of one scan, one job or one attempt are ever meant. */
export const isSweepable = (prefix: string): boolean => sweepablePattern.test(prefix);

/** A part that somebody brought: the file as it came (in pieces, at first), and what is sliced of it. */
export const partPrefix = (partId: string): string => `parts/${partId}/`;
export const partFileKey = (partId: string): string => `${partPrefix(partId)}file`;
export const partPiecesPrefix = (partId: string): string => `${partPrefix(partId)}pieces/`;
export const partPieceKey = (partId: string, piece: number): string => `${partPiecesPrefix(partId)}${piece}`;
export const partGeometryKey = (partId: string): string => `${partPrefix(partId)}geometry.stl`;
export const partShapesPrefix = (partId: string): string => `${partPrefix(partId)}shapes/`;
/** The part as it lies, packed for the estimate. */
export const partShapeKey = (partId: string, orientation: Orientation): string =>
  `${partShapesPrefix(partId)}${orientation.kind === "face-down" ? orientation.side : orientation.millionths.join("_")}`;
/** What the worker makes of it, by the run that was ordered and its attempt. */
export const preparedKey = (partId: string, preparationId: string, attempt: number, name: string): string =>
  `${partPrefix(partId)}prepared/${preparationId}/${attempt}/${name}`;
export const partOfKey = (key: string): string | null => new RegExp(`^parts/(${uuid})/`).exec(key)?.[1] ?? null;

/** What the slicer puts; equal slices are kept once, whoever asked. */
export const sliceFileKey = (sliceId: string, attempt: number, name: string): string =>
  `slices/${sliceId}/${attempt}/${name}`;
export const sliceOfKey = (key: string): string | null =>
  new RegExp(`^slices/(${uuid})/[1-9]/[a-z.]+$`).exec(key)?.[1] ?? null;
