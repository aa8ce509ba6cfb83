import type { JudgedPhoto, SetOutcome, SetVerdict, StillVerdict } from "../types.ts";
import { candidatesOf } from "./candidates.ts";
import { chanceOf, photosLeast } from "./chances.ts";
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
  /** Milliseconds: all that takes long was done when the photos came. */
  verdict(): SetVerdict;
  /** What the verdict was worked out from, by pass. */
  measures(): Measures[];
};

/** Judges a set of photos as they come. Nothing in it knows of clocks, chance or the DOM: same photos, same verdict. */
export function createSetJudge(): SetJudge {
  const entries = new Map<string, Entry>();
  const pairs = new Map<string, Pair[]>();

  function remove(id: string): void {
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
    const pass = passOf(entries, pairs, entry.pass);
    return judgeStill(entry, pass);
  }

  const passes = () => [...new Set([...entries.values()].map(({ pass }) => pass))].toSorted((a, b) => a - b);

  return {
    add,
    remove,
    replace(id, photo) {
      remove(id);
      return add(photo);
    },
    verdict: () => together(passes().map((pass) => passOf(entries, pairs, pass))),
    measures: () => passes().map((pass) => passOf(entries, pairs, pass).measures),
  };
}

type Pass = { entries: Entry[]; pairs: Pair[]; connection: Connection; measures: Measures; chance: number };

function passOf(all: Map<string, Entry>, pairs: Map<string, Pair[]>, pass: number): Pass {
  const entries = [...all.values()].filter((entry) => entry.pass === pass).toSorted((a, b) => a.order - b.order);
  const ids = new Set(entries.map(({ id }) => id));
  const own = [...pairs.values()].flat().filter(({ first, second }) => ids.has(first) && ids.has(second));
  const connection = connectionOf(entries, own);
  const measures = measure(entries, own, connection);
  return { entries, pairs: own, connection, measures, chance: chanceOf(measures) };
}

/** A scan of several passes is as good as its weakest. */
function together(passes: readonly Pass[]): SetVerdict {
  const stills = passes.flatMap((pass) => pass.entries.map((entry) => judgeStill(entry, pass)));
  const confidence = passes.length ? Math.min(...passes.map(({ chance }) => chance)) : 0;
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
