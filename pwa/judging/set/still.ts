import { looksTheSame } from "../picture/likeness.ts";
import { relativeSharpness } from "../picture/sharpness.ts";
import type { Grade, StillReason, StillVerdict } from "../types.ts";
import { type Chances, photosLeast, sigmoid } from "./chances.ts";
import type { Connection } from "./connection.ts";
import type { Entry } from "./entry.ts";
import type { Pair } from "./pair.ts";

const limits = {
  /** The server calls a photo black by the same level. */
  brightestLeast: 20,
  brightnessLeast: 30,
  whiteShareMost: 0.25,
  /** Of the median of the four nearest. Measured on five sets: sharp photos 0.56 and more, σ 4 px at most 0.14. */
  sharpnessLeast: 0.45,
  featuresLeast: 60,
  featuresFew: 200,
  overlapFew: 30,
  spreadLeast: 0.06,
  planarMost: 0.95,
} as const;
const sharpnessNeighbours = 4;
/**
 * With fewer, what a photo does not connect to may still come: at four photos of a good walk over the mat, all four were
 * called unusable, for the mat's poses count from five on.
 */
const photosForVerdict = photosLeast;
const worst: ReadonlySet<StillReason> = new Set(["dark", "bright", "plain", "not-connected", "contradicts-mat"]);

export type StillContext = {
  entries: readonly Entry[];
  pairs: readonly Pair[];
  connection: Connection;
  /** The set's own: where nothing holds, no photo registers. */
  chances: Chances;
};

export function judgeStill(entry: Entry, context: StillContext): StillVerdict {
  const { connection, chances, entries } = context;
  const overlaps = overlapsOf(entry, context.pairs);
  const sharpness = relativeSharpness(entry.sharpness, nearestSharpness(entry, entries));
  const duplicateOf = entries.find((other) => other.order < entry.order && looksTheSame(other.print, entry.print));
  const support = connection.support.get(entry.id) ?? 0;
  const early = entries.length < photosForVerdict;
  const registerProbability = early ? 0.5 : chances.any * holdOf(connection.mode, support);
  const reasons = [
    ...lightReasons(entry),
    ...(sharpness !== null && sharpness < limits.sharpnessLeast ? (["blurred"] as const) : []),
    ...(duplicateOf ? (["duplicate"] as const) : []),
    ...(early ? [] : overlapReasons(entry, overlaps, connection)),
  ];
  return {
    id: entry.id,
    grade: gradeOf(reasons, entry),
    reasons: reasons.toSorted((a, b) => Number(worst.has(b)) - Number(worst.has(a))),
    willRegister: early || registerProbability >= 0.5,
    registerProbability,
    brightness: entry.exposure.brightness,
    relativeSharpness: sharpness,
    features: entry.features.count,
    overlaps: overlaps.map(({ id, matches, spread }) => ({ id, matches, spread })),
    duplicateOf: duplicateOf?.id ?? null,
  };
}

/** A photo that the mat has posed needs no more than to show the same part; any other hangs on its matches alone. */
function holdOf(mode: Connection["mode"], support: number): number {
  return mode === "mat" ? sigmoid((support - 5) / 4) : sigmoid((support - 15) / 8);
}

type Overlap = { id: string; matches: number; spread: number; planarShare: number };

function overlapsOf(entry: Entry, pairs: readonly Pair[]): Overlap[] {
  return pairs
    .filter(({ first, second, matches }) => matches.count > 0 && (first === entry.id || second === entry.id))
    .map(({ first, second, matches, spread, planarShare }) => {
      return { id: first === entry.id ? second : first, matches: matches.count, spread, planarShare };
    })
    .toSorted((a, b) => b.matches - a.matches);
}

function nearestSharpness(entry: Entry, entries: readonly Entry[]): number[] {
  return entries
    .filter((other) => other.id !== entry.id && other.pass === entry.pass)
    .toSorted((a, b) => Math.abs(a.order - entry.order) - Math.abs(b.order - entry.order))
    .slice(0, sharpnessNeighbours)
    .map((other) => other.sharpness);
}

function lightReasons({ exposure, features }: Entry): StillReason[] {
  const reasons: StillReason[] = [];
  if (exposure.brightest < limits.brightestLeast || exposure.brightness < limits.brightnessLeast) reasons.push("dark");
  if (exposure.whiteShare > limits.whiteShareMost) reasons.push("bright");
  if (features.count < limits.featuresFew && reasons.length === 0) reasons.push("plain");
  return reasons;
}

function overlapReasons(entry: Entry, overlaps: readonly Overlap[], { mode, support }: Connection): StillReason[] {
  if (mode === "mat" && entry.pose === null) return ["mat-not-seen"];
  if (!support.has(entry.id)) return [mode === "mat" && overlaps.length ? "contradicts-mat" : "not-connected"];
  const best = overlaps[0];
  if (!best || best.matches < limits.overlapFew || best.spread < limits.spreadLeast) return ["little-overlap"];
  if (mode === "free" && overlaps.every(({ planarShare }) => planarShare > limits.planarMost)) return ["no-parallax"];
  return [];
}

function gradeOf(reasons: readonly StillReason[], { exposure, features }: Entry): Grade {
  if (reasons.length === 0) return "good";
  const nothing = exposure.brightest < limits.brightestLeast || features.count < limits.featuresLeast;
  const alone = reasons.some((reason) => ["not-connected", "contradicts-mat", "mat-not-seen"].includes(reason));
  return nothing || alone ? "unusable" : "weak";
}
