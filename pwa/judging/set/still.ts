import { looksTheSame } from "../picture/likeness.ts";
import { relativeSharpness } from "../picture/sharpness.ts";
import type { Grade, StillReason, StillVerdict } from "../types.ts";
import { type Chances, photosLeast, sigmoid } from "./chances.ts";
import type { Connection } from "./connection.ts";
import type { Entry, Glance } from "./entry.ts";
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
  /** All photos of the pass. */
  glances: readonly Glance[];
  /** Those that are judged. */
  entries: readonly Entry[];
  pairs: readonly Pair[];
  connection: Connection;
  /** The set's own: where nothing holds, no photo registers. */
  chances: Chances;
};

export function judgeStill(entry: Entry, context: StillContext): StillVerdict {
  const { connection, chances, entries } = context;
  const seen = glimpseStill(entry, context.glances);
  const overlaps = overlapsOf(entry, context.pairs);
  const support = connection.support.get(entry.id) ?? 0;
  const early = entries.length < photosForVerdict;
  const registerProbability = early ? 0.5 : chances.any * holdOf(connection.mode, support);
  const plain = entry.features.count < limits.featuresFew && lightReasons(entry).length === 0;
  const reasons = [
    ...(plain ? (["plain"] as const) : []),
    ...seen.reasons,
    ...(early ? [] : overlapReasons(entry, overlaps, connection)),
  ];
  return {
    ...seen,
    judged: true,
    grade: gradeOf(reasons, entry, entry.features.count),
    reasons: worstFirst(reasons),
    willRegister: early || registerProbability >= 0.5,
    registerProbability,
    features: entry.features.count,
    overlaps: overlaps.map(({ id, matches, spread }) => ({ id, matches, spread })),
  };
}

/** What can be said of a photo before it is compared with others. */
export function glimpseStill(glance: Glance, all: readonly Glance[]): StillVerdict {
  const sharpness = relativeSharpness(glance.sharpness, nearestSharpness(glance, all));
  const duplicateOf = all.find(
    ({ pass, order, print }) => pass === glance.pass && order < glance.order && looksTheSame(print, glance.print),
  );
  const reasons = [
    ...lightReasons(glance),
    ...(sharpness !== null && sharpness < limits.sharpnessLeast ? (["blurred"] as const) : []),
    ...(duplicateOf ? (["duplicate"] as const) : []),
  ];
  return {
    id: glance.id,
    judged: false,
    grade: gradeOf(reasons, glance, null),
    reasons: worstFirst(reasons),
    willRegister: true,
    registerProbability: 0.5,
    brightness: glance.exposure.brightness,
    relativeSharpness: sharpness,
    features: null,
    overlaps: [],
    duplicateOf: duplicateOf?.id ?? null,
  };
}

const worstFirst = (reasons: readonly StillReason[]): StillReason[] =>
  reasons.toSorted((a, b) => Number(worst.has(b)) - Number(worst.has(a)));

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

function nearestSharpness(glance: Glance, all: readonly Glance[]): number[] {
  return all
    .filter((other) => other.id !== glance.id && other.pass === glance.pass)
    .toSorted((a, b) => Math.abs(a.order - glance.order) - Math.abs(b.order - glance.order))
    .slice(0, sharpnessNeighbours)
    .map((other) => other.sharpness);
}

function lightReasons({ exposure }: Glance): StillReason[] {
  const reasons: StillReason[] = [];
  if (exposure.brightest < limits.brightestLeast || exposure.brightness < limits.brightnessLeast) reasons.push("dark");
  if (exposure.whiteShare > limits.whiteShareMost) reasons.push("bright");
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

function gradeOf(reasons: readonly StillReason[], { exposure }: Glance, features: number | null): Grade {
  if (reasons.length === 0) return "good";
  const nothing = exposure.brightest < limits.brightestLeast || (features !== null && features < limits.featuresLeast);
  const alone = reasons.some((reason) => ["not-connected", "contradicts-mat", "mat-not-seen"].includes(reason));
  return nothing || alone ? "unusable" : "weak";
}
