import type { JudgedPhoto, SetOutcome, SetVerdict, StillVerdict } from "../types.ts";
import { candidatesOf } from "./candidates.ts";
import { type Chances, chancesOf, photosLeast } from "./chances.ts";
import { type Connection, connectionOf } from "./connection.ts";
import { type Entry, entryOf } from "./entry.ts";
import { gapsOf } from "./gaps.ts";
import { type Measures, measure } from "./measures.ts";
import { comparePair, type Pair } from "./pair.ts";
import { judgeStill } from "./still.ts";

const likelyFrom = 0.75;
const riskyFrom = 0.35;

export type SetJudge = {
  /** Looks at a photo once; its pixels are not kept. The longest call: a second on a phone. */
  add(photo: JudgedPhoto): StillVerdict;
  /** A better shot in another's place. */
  replace(id: string, photo: JudgedPhoto): StillVerdict;
  remove(id: string): void;
  /** A tenth of a second at most: all that takes long was done when the photos came. */
  verdict(): SetVerdict;
  /** What verdicts are worked out from; pairs of photos by the later one's id. */
  readonly evidence: Evidence;
};

export type Evidence = { entries: Map<string, Entry>; pairs: Map<string, Pair[]> };

/** Judges a set of photos as they come. Nothing in it knows of clocks, chance or the DOM: same photos, same verdict. */
export function createSetJudge(): SetJudge {
  const evidence: Evidence = { entries: new Map(), pairs: new Map() };
  const { entries, pairs } = evidence;
  /** How the set hangs together takes a tenth of a second by the fortieth photo: worked out once a change. */
  let passes: Pass[] | null = null;
  const known = () => {
    passes ??= passesOf(evidence);
    return passes;
  };

  function remove(id: string): void {
    passes = null;
    entries.delete(id);
    pairs.delete(id);
    for (const [owner, mine] of pairs) {
      const kept = mine.filter(({ first, second }) => first !== id && second !== id);
      pairs.set(owner, kept);
    }
  }

  function add(photo: JudgedPhoto): StillVerdict {
    remove(photo.id);
    const entry = entryOf(photo);
    const mine = candidatesOf(entry, [...entries.values()]).map((other) => comparePair(entry, other));
    entries.set(entry.id, entry);
    pairs.set(entry.id, mine);
    return judgeStill(entry, known().find(({ number }) => number === entry.pass) as Pass);
  }

  return {
    add,
    remove,
    replace(id, photo) {
      remove(id);
      return add(photo);
    },
    verdict: () => together(known()),
    evidence,
  };
}

export const verdictOf = (evidence: Evidence): SetVerdict => together(passesOf(evidence));
export const measuresOf = (evidence: Evidence): Measures[] => passesOf(evidence).map(({ measures }) => measures);

function passesOf(evidence: Evidence): Pass[] {
  const numbers = new Set([...evidence.entries.values()].map(({ pass }) => pass));
  return [...numbers].toSorted((a, b) => a - b).map((pass) => passOf(evidence, pass));
}

type Pass = {
  number: number;
  entries: Entry[];
  pairs: Pair[];
  connection: Connection;
  measures: Measures;
  chances: Chances;
};

function passOf({ entries: all, pairs }: Evidence, pass: number): Pass {
  const entries = [...all.values()].filter((entry) => entry.pass === pass).toSorted((a, b) => a.order - b.order);
  const ids = new Set(entries.map(({ id }) => id));
  const own = [...pairs.values()].flat().filter(({ first, second }) => ids.has(first) && ids.has(second));
  const connection = connectionOf(entries, own);
  const measures = measure(entries, own, connection);
  return { number: pass, entries, pairs: own, connection, measures, chances: chancesOf(measures) };
}

/** A scan of several passes is as good as its weakest. */
function together(passes: readonly Pass[]): SetVerdict {
  const stills = passes.flatMap((pass) => pass.entries.map((entry) => judgeStill(entry, pass)));
  const confidence = passes.length ? Math.min(...passes.map(({ chances }) => chances.good)) : 0;
  const small = passes.some(({ entries }) => entries.length < photosLeast);
  return {
    outcome: small ? "no" : outcomeOf(confidence),
    confidence,
    photos: stills.length,
    connected: passes.reduce((sum, { connection }) => sum + connection.support.size, 0),
    stills,
    gaps: passes.flatMap(({ entries, pairs, connection }) => gapsOf(entries, pairs, connection)),
  };
}

function outcomeOf(confidence: number): SetOutcome {
  return confidence >= likelyFrom ? "likely" : confidence >= riskyFrom ? "risky" : "no";
}
