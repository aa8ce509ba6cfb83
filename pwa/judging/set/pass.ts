import type { SetOutcome, SetVerdict, StillVerdict } from "../types.ts";
import type { Agenda } from "./agenda.ts";
import { type Chances, chancesOf, photosLeast } from "./chances.ts";
import { type Connection, connectionOf } from "./connection.ts";
import type { Entry, Glance } from "./entry.ts";
import { gapsOf } from "./gaps.ts";
import { type Measures, measure } from "./measures.ts";
import type { Pair } from "./pair.ts";
import { glimpseStill, judgeStill } from "./still.ts";

const likelyFrom = 0.75;
const riskyFrom = 0.35;

export type Evidence = { entries: Map<string, Entry>; pairs: Map<string, Pair[]> };

/** What is known of one pass: photos of different passes are not expected to match. */
export type Pass = {
  /** All its photos, judged or not. */
  glances: Glance[];
  /** Those whose place in the set is known. */
  entries: Entry[];
  pairs: Pair[];
  connection: Connection;
  measures: Measures;
  chances: Chances;
};

/** How far the comparing has come; `whole` where all of it is done. */
export type Progress = Pick<Agenda, "isJudged" | "pairsOf">;
export const whole: Progress = { isJudged: () => true, pairsOf: () => ({ open: 0, compared: 1 }) };

export function passesOf(evidence: Evidence, glances: readonly Glance[], progress: Progress): Pass[] {
  const numbers = new Set(glances.map(({ pass }) => pass));
  return [...numbers]
    .toSorted((a, b) => a - b)
    .map((number) => {
      const own = glances.filter(({ pass }) => pass === number).toSorted((a, b) => a.order - b.order);
      return passOf(evidence, own, progress);
    });
}

function passOf({ entries: all, pairs }: Evidence, glances: Glance[], progress: Progress): Pass {
  const read = glances.flatMap(({ id }) => (progress.isJudged(id) ? (all.get(id) ?? []) : []));
  const ids = new Set(read.map(({ id }) => id));
  const own = [...pairs.values()].flat().filter(({ first, second }) => ids.has(first) && ids.has(second));
  const connection = connectionOf(read, own);
  // What does not connect by now still may, as long as it has somebody to be compared with.
  const entries = read.filter(({ id }) => connection.support.has(id) || progress.pairsOf(id).open === 0);
  const measures = measure(entries, own, connection, progress);
  return { glances, entries, pairs: own, connection, measures, chances: chancesOf(measures) };
}

/** A scan of several passes is as good as its weakest. */
export function together(all: readonly Pass[], pairsLeft: number): SetVerdict {
  const passes = all.filter(({ entries }) => entries.length > 0);
  const confidence = passes.length ? Math.min(...passes.map(({ chances }) => chances.good)) : 0;
  const small = passes.some(({ entries }) => entries.length < photosLeast);
  const stills = all.flatMap(stillsOf);
  return {
    outcome: small ? "no" : outcomeOf(confidence),
    confidence,
    photos: passes.reduce((sum, { entries }) => sum + entries.length, 0),
    connected: passes.reduce((sum, { connection }) => sum + connection.support.size, 0),
    pairsLeft,
    stills,
    gaps: passes.flatMap(({ entries, pairs, connection }) => gapsOf(entries, pairs, connection)),
  };
}

function stillsOf(pass: Pass): StillVerdict[] {
  const judged = new Map(pass.entries.map((entry) => [entry.id, entry]));
  return pass.glances.map((glance) => {
    const entry = judged.get(glance.id);
    return entry ? judgeStill(entry, pass) : glimpseStill(glance, pass.glances);
  });
}

/** A verdict as it stood, with the photos that came since. */
export function glimpsed(verdict: SetVerdict, glances: readonly Glance[]): SetVerdict {
  const told = new Map(verdict.stills.map((still) => [still.id, still]));
  return { ...verdict, stills: glances.map((glance) => told.get(glance.id) ?? glimpseStill(glance, glances)) };
}

function outcomeOf(confidence: number): SetOutcome {
  return confidence >= likelyFrom ? "likely" : confidence >= riskyFrom ? "risky" : "no";
}
