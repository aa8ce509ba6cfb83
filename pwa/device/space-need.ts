/** A phone's 12-megapixel JPEG, until this scan's own photos tell better. */
export const typicalPhotoBytes = 4_000_000;

/**
 * `enough`. `tight`: what is still to come fits, with little to spare. `short`: not all of it fits.
 * `full`: not even one more. `unknown`: the browser does not say.
 */
export type SpaceVerdict = "enough" | "tight" | "short" | "full" | "unknown";

export type SpaceNeed = {
  verdict: SpaceVerdict;
  /** What the photos still to come will take: their number × the average of those there are. */
  neededBytes: number;
  freeBytes: number | null;
  /** How many more photos of that size fit; null when the browser does not say. */
  photosFit: number | null;
};

/** `sizes`: bytes of the photos this scan has. `missing`: how many it needs at least. */
export function spaceNeed(sizes: readonly number[], missing: number, freeBytes: number | null): SpaceNeed {
  const total = sizes.reduce((sum, bytes) => sum + bytes, 0);
  const eachBytes = total > 0 ? total / sizes.length : typicalPhotoBytes;
  const neededBytes = Math.ceil(eachBytes * missing);
  if (freeBytes === null) return { verdict: "unknown", neededBytes, freeBytes, photosFit: null };
  const photosFit = Math.floor(freeBytes / eachBytes);
  return { verdict: verdictOf(photosFit, missing), neededBytes, freeBytes, photosFit };
}

/** A quarter more than needed is little: thumbnails, results and the browser's own books take their part. */
function verdictOf(photosFit: number, missing: number): SpaceVerdict {
  if (photosFit < 1) return "full";
  if (photosFit < missing) return "short";
  return photosFit < Math.max(5, missing * 1.25) ? "tight" : "enough";
}
