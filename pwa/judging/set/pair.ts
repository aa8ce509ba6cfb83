import { checkByPoses, type Posed } from "../matching/by-pose.ts";
import { type Matches, matchFeatures } from "../matching/nearest.ts";
import { pointPairs } from "../matching/points.ts";
import { spreadOf } from "../matching/spread.ts";
import { only, verifyPair } from "../matching/verify.ts";
import type { Entry } from "./entry.ts";

/** What was found out about two photos: `matches` are those that count as overlap, from `first` to `second`. */
export type Pair = {
  first: string;
  second: string;
  matches: Matches;
  spread: number;
  planarShare: number;
  /** Both were posed by the mat, and the matches off it were held against those poses. */
  byMat: boolean;
};

/** Fewer than this many are chance as often as not (facts of real sets: 15 to 20 were mostly false on the mat). */
export const matchesLeast = 15;
/** Of the matches off the mat; what agrees by chance stays below. */
const agreeingShareLeast = 0.15;
const none: Matches = { count: 0, first: new Int32Array(0), second: new Int32Array(0) };

export function comparePair(a: Entry, b: Entry): Pair {
  const pair = { first: a.id, second: b.id };
  if (isPosed(a) && isPosed(b)) return { ...pair, ...byPoses(a, b) };
  const { matches, spread, planarShare } = verifyPair(a, b, seedOf(a, b));
  return { ...pair, matches: matches.count < matchesLeast ? none : matches, spread, planarShare, byMat: false };
}

const isPosed = (entry: Entry): entry is Entry & Posed => entry.pose !== null;

function byPoses(a: Entry & Posed, b: Entry & Posed): Omit<Pair, "first" | "second"> {
  const matches = matchFeatures(a.features, b.features);
  const { agreeing, offMat } = checkByPoses(a, b, matches);
  const overlap = agreeing.length >= Math.max(matchesLeast, agreeingShareLeast * offMat);
  const pairs = pointPairs(a.features, b.features, matches, [a.size, b.size]);
  return {
    matches: overlap ? only(matches, agreeing) : none,
    spread: overlap ? spreadOf(pairs, agreeing) : 0,
    planarShare: 0,
    byMat: true,
  };
}

/** The same two photos draw the same samples, in whatever order they came. */
function seedOf(a: Entry, b: Entry): number {
  let hash = 2_166_136_261;
  for (const letter of `${a.id} ${b.id}`) hash = Math.imul(hash ^ letter.charCodeAt(0), 16_777_619);
  return hash >>> 0;
}
