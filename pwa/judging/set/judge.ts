import type { JudgedPhoto, SetVerdict, StillVerdict } from "../types.ts";
import { type AtHand, createAgenda, type Job } from "./agenda.ts";
import { candidatesOf } from "./candidates.ts";
import { prepareDirections } from "./directions.ts";
import { type Entry, glanceAt, readFeatures, type Unread } from "./entry.ts";
import type { Measures } from "./measures.ts";
import { comparePair } from "./pair.ts";
import { type Evidence, glimpsed, type Pass, passesOf, together, whole } from "./pass.ts";

export type SetJudge = {
  /** Looks at a photo's light, sharpness and pose: a tenth of the work. Its pixels are kept until its features are read. */
  glance(photo: JudgedPhoto): void;
  /** What is to be done next, given whether photos are at hand that nobody glanced at; `work` does it. */
  next(hand: AtHand): Job | null;
  /** A photo's features, or one pair of photos. */
  work(job: Exclude<Job, { kind: "glance" }>): void;
  /** All of it at once: up to a second on a phone. */
  add(photo: JudgedPhoto): StillVerdict;
  /** A better shot in another's place. */
  replace(id: string, photo: JudgedPhoto): StillVerdict;
  remove(id: string): void;
  /** All that it is to be compared with is compared; nothing more is done about it until others come. */
  isCompared(id: string): boolean;
  /** A tenth of a second at most: all that takes long is work. */
  verdict(): SetVerdict;
  /** What was last said of the set, with what is known of each photo by now: no time at all. */
  glimpse(): SetVerdict;
  /** What verdicts are worked out from; pairs of photos by the one that was read later. */
  readonly evidence: Evidence;
};

/** Judges a set of photos as they come. Nothing in it knows of clocks, chance or the DOM: same photos, same verdict. */
export function createSetJudge(): SetJudge {
  const evidence: Evidence = { entries: new Map(), pairs: new Map() };
  const { entries, pairs } = evidence;
  const unread = new Map<string, Unread>();
  const agenda = createAgenda();
  /** How the set hangs together takes a tenth of a second by the fortieth photo: worked out once a change. */
  let passes: Pass[] | null = null;
  let last = together([], 0);
  const glances = () => [...[...unread.values()].map((each) => each.glance), ...entries.values()];
  const known = () => {
    passes ??= passesOf(evidence, glances(), agenda);
    return passes;
  };

  function remove(id: string): void {
    passes = null;
    agenda.forget(id);
    unread.delete(id);
    entries.delete(id);
    pairs.delete(id);
    for (const [owner, mine] of pairs) {
      const kept = mine.filter(({ first, second }) => first !== id && second !== id);
      pairs.set(owner, kept);
    }
  }

  function glance(photo: JudgedPhoto): void {
    remove(photo.id);
    const seen = glanceAt(photo);
    unread.set(photo.id, seen);
    agenda.glanced(photo.id, photo.order);
  }

  function read(id: string): void {
    const entry = readFeatures(unread.get(id) as Unread);
    const candidates = candidatesOf(entry, [...entries.values()]);
    unread.delete(id);
    entries.set(id, entry);
    pairs.set(id, []);
    agenda.read(
      id,
      candidates.map((other) => other.id),
    );
  }

  function compare(first: string, second: string): void {
    const pair = comparePair(entries.get(first) as Entry, entries.get(second) as Entry);
    if (!pair.byMat) prepareDirections(pair, entries);
    pairs.get(first)?.push(pair);
    agenda.compared(first, second, pair.matches.count > 0);
  }

  function work(job: Exclude<Job, { kind: "glance" }>): void {
    passes = null;
    if (job.kind === "read") read(job.id);
    else compare(job.first, job.second);
  }

  const next = (hand: AtHand) => agenda.next(hand);
  const verdict = () => {
    last = together(known(), agenda.openPairs());
    return last;
  };

  function add(photo: JudgedPhoto): StillVerdict {
    glance(photo);
    for (let job = next(null); job !== null && job.kind !== "glance"; job = next(null)) work(job);
    return verdict().stills.find(({ id }) => id === photo.id) as StillVerdict;
  }

  return {
    glance,
    next,
    work,
    add,
    remove,
    replace(id, photo) {
      remove(id);
      return add(photo);
    },
    isCompared: agenda.isCompared,
    verdict,
    glimpse: () => glimpsed(last, glances()),
    evidence,
  };
}

/** Of evidence that is whole. */
export const verdictOf = (evidence: Evidence): SetVerdict => together(wholePasses(evidence), 0);
export const measuresOf = (evidence: Evidence): Measures[] => wholePasses(evidence).map(({ measures }) => measures);

const wholePasses = (evidence: Evidence): Pass[] => passesOf(evidence, [...evidence.entries.values()], whole);
