import type { SetVerdict, StillVerdict } from "../../judging/types.ts";
import type { RunOutcome } from "./photo-outcome.ts";

/** What of the device's own verdict can be held against the server's. */
export type Prediction = Pick<SetVerdict, "outcome" | "confidence"> & {
  stills: readonly Pick<StillVerdict, "id" | "willRegister" | "registerProbability">[];
};

export type VerdictComparison = {
  /** Photos of the run that had been judged; the others were added later. */
  photos: number;
  asForetold: number;
  /** Said to register, left out: what a person should have been told in the cellar. */
  hopedIds: string[];
  /** Said to be left out, used: shot again for nothing. */
  doubtedIds: string[];
  /** Of those said to register, the share that did, and of those that did, the share said to; null without any. */
  precision: number | null;
  recall: number | null;
  /** Of the set: `hopeful`: said likely, came to nothing. `doubtful`: the other way round. `open`: said risky. */
  set: "right" | "hopeful" | "doubtful" | "open";
};

/** The same bar as the verdict's confidence: a result, with at least four fifths of the photos. */
const usedShareMin = 0.8;

/** The device's verdict against what the server made of the same photos. */
export function compareVerdict(predicted: Prediction, outcome: RunOutcome): VerdictComparison {
  const said = new Map(predicted.stills.map((still) => [still.id, still.willRegister]));
  const both = outcome.photos.filter(({ photoId }) => said.has(photoId));
  const hits = both.filter(({ photoId, used }) => used && said.get(photoId)).length;
  const hopedIds = both.filter(({ photoId, used }) => !used && said.get(photoId)).map(({ photoId }) => photoId);
  const doubtedIds = both.filter(({ photoId, used }) => used && !said.get(photoId)).map(({ photoId }) => photoId);
  return {
    photos: both.length,
    asForetold: both.length - hopedIds.length - doubtedIds.length,
    hopedIds,
    doubtedIds,
    precision: share(hits, hits + hopedIds.length),
    recall: share(hits, hits + doubtedIds.length),
    set: setOf(predicted, outcome),
  };
}

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

function setOf(predicted: Prediction, { made, photos }: RunOutcome): VerdictComparison["set"] {
  if (predicted.outcome === "risky") return "open";
  const used = photos.filter((photo) => photo.used).length;
  const good = made && photos.length > 0 && used >= usedShareMin * photos.length;
  if (good === (predicted.outcome === "likely")) return "right";
  return good ? "doubtful" : "hopeful";
}
