import { photoLimits } from "#contract/photo";
import { type PhotoFacts, Refusal } from "./ask.ts";

/** Refuses by size as soon as it is known, before the rest of the file is read. */
export function checkPixels(facts: PhotoFacts): PhotoFacts {
  const pixels = facts.widthPx * facts.heightPx;
  const said = `${facts.widthPx} × ${facts.heightPx} pixels.`;
  if (pixels === 0) throw new Refusal("photo-not-image", "The file says that its picture has no pixels.");
  if (pixels < photoLimits.pixelsMin) throw new Refusal("photo-too-small", said);
  if (pixels > photoLimits.pixelsMax) throw new Refusal("photo-too-many-pixels", said);
  return facts;
}
