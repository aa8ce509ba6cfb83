// Predictions against what came out.
import type { SetOutcome, SetVerdict } from "../../pwa/judging/types.ts";
import type { Outcome, Told } from "./sets.ts";

export type PhotoRow = {
  name: string;
  predicted: boolean;
  probability: number;
  registered: boolean;
  /** Registered, and in the right place where that is known. */
  right: boolean;
  grade: string;
  reasons: string[];
};
export type SetRow = {
  set: string;
  recipe: string;
  predicted: SetOutcome;
  confidence: number;
  /** At least four fifths of its own photos in the right place, and hardly any in a wrong one. */
  good: boolean;
  failure: string | null;
  photos: PhotoRow[];
};
export type Counts = { truePositive: number; falsePositive: number; falseNegative: number; trueNegative: number };

const rightShareLeast = 0.8;
const wrongShareMost = 0.05;

export function scoreSet(name: string, told: Told, verdict: SetVerdict, outcome: Outcome): SetRow {
  const photos = verdict.stills.map((still) => {
    const came = outcome.photos[still.id] ?? { registered: false, right: null };
    return {
      name: still.id,
      predicted: still.willRegister,
      probability: still.registerProbability,
      registered: came.registered,
      right: came.registered && came.right !== false,
      grade: still.grade,
      reasons: still.reasons,
    };
  });
  const own = new Set(told.photos.filter(({ from }) => from !== null).map((photo) => photo.name));
  const right = photos.filter((photo) => photo.right && own.has(photo.name)).length;
  const wrong = photos.filter((photo) => photo.registered && !photo.right && own.has(photo.name)).length;
  return {
    set: name,
    recipe: told.recipe,
    predicted: verdict.outcome,
    confidence: verdict.confidence,
    good: right >= rightShareLeast * own.size && wrong <= wrongShareMost * own.size,
    failure: outcome.failure,
    photos,
  };
}

export function countPhotos(rows: readonly SetRow[]): Counts {
  return count(rows.flatMap(({ photos }) => photos.map(({ predicted, right }) => [predicted, right] as const)));
}

/** Only `likely` says that a set will be good. */
export function countSets(rows: readonly SetRow[]): Counts {
  return count(rows.map(({ predicted, good }) => [predicted === "likely", good] as const));
}

function count(pairs: (readonly [boolean, boolean])[]): Counts {
  const of = (predicted: boolean, came: boolean) => pairs.filter(([p, c]) => p === predicted && c === came).length;
  return {
    truePositive: of(true, true),
    falsePositive: of(true, false),
    falseNegative: of(false, true),
    trueNegative: of(false, false),
  };
}

const share = (part: number, rest: number) => (part + rest === 0 ? 1 : part / (part + rest));
export const precisionOf = ({ truePositive, falsePositive }: Counts) => share(truePositive, falsePositive);
export const recallOf = ({ truePositive, falseNegative }: Counts) => share(truePositive, falseNegative);
