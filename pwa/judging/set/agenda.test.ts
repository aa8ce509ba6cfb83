import { describe, expect, test } from "vitest";
import { seeded } from "../matching/random.ts";
import { type AtHand, createAgenda, type Job } from "./agenda.ts";

const paceMs = 2_000;
const shots = 40;
/** On two quiet cores: what a photo of 12 megapixels took, piece by piece. */
const usualMs = { glance: 150, read: 200, compare: 30 };

type Run = {
  /** From the shutter, by photo. */
  glimpsedMs: number[];
  judgedMs: number[];
  compared: string[];
  wanted: number;
  endMs: number;
};

/** A walk of forty photos, one every two seconds, judged at a fraction of the usual speed. */
function walk(
  seed: number,
  slower: number,
  next = (agenda: ReturnType<typeof createAgenda>, hand: AtHand) => agenda.next(hand),
): Run {
  const random = seeded(seed);
  const agenda = createAgenda();
  const hand: number[] = [];
  const run: Run = { glimpsedMs: [], judgedMs: [], compared: [], wanted: 0, endMs: 0 };
  const read: number[] = [];
  let [nowMs, came, latest] = [0, 0, -1];
  const arrive = () => {
    while (came < shots && came * paceMs <= nowMs) hand.push(came++);
  };
  const shotOf = (id: string) => Number(id) * paceMs;
  const jobDone = (job: Job) => {
    nowMs += usualMs[job.kind] * slower * (0.6 + 0.8 * random());
    if (job.kind === "glance") {
      const photo = hand.splice(hand.indexOf(Math.max(...hand)), 1)[0] as number;
      latest = Math.max(latest, photo);
      agenda.glanced(`${photo}`, photo);
      run.glimpsedMs[photo] = nowMs - photo * paceMs;
    } else if (job.kind === "read") {
      const near = read.toSorted((a, b) => Math.abs(a - Number(job.id)) - Math.abs(b - Number(job.id))).slice(0, 9);
      read.push(Number(job.id));
      run.wanted += near.length;
      agenda.read(job.id, near.map(String));
    } else {
      run.compared.push(`${job.first} ${job.second}`);
      agenda.compared(
        job.first,
        job.second,
        random() < (Math.abs(Number(job.first) - Number(job.second)) < 4 ? 0.9 : 0.2),
      );
    }
    for (let photo = 0; photo < came; photo++) {
      if (agenda.isJudged(`${photo}`)) run.judgedMs[photo] ??= nowMs - shotOf(`${photo}`);
    }
  };
  for (;;) {
    arrive();
    const newest = hand.length ? Math.max(...hand) : null;
    const job = next(agenda, newest === null ? null : newest > latest ? "latest" : "older");
    if (job) jobDone(job);
    else if (came < shots) nowMs = came * paceMs;
    else break;
  }
  return { ...run, endMs: nowMs };
}

/** How many were judged so long after the last shutter. */
const judgedAfter = ({ judgedMs }: Run, ms: number) =>
  judgedMs.filter((tookMs, photo) => photo * paceMs + tookMs <= (shots - 1) * paceMs + ms).length;
const seeds = [1, 2, 3, 4, 5];

describe.each([1, 3.6, 10])("photos every two seconds, everything %s times as slow", (slower) => {
  const runs = seeds.map((seed) => walk(seed, slower));

  test("every photo is judged in the end, every pair compared, and none twice", () => {
    for (const { judgedMs, compared, wanted } of runs) {
      expect(Object.keys(judgedMs)).toHaveLength(shots);
      expect(compared).toHaveLength(wanted);
      expect(new Set(compared).size).toBe(wanted);
    }
  });
});

test.each([1, 3.6])("%s times as slow, the latest photo waits for one piece of work at most", (slower) => {
  const mostMs = 1.4 * slower * (usualMs.glance + Math.max(...Object.values(usualMs)));
  for (const seed of seeds) expect(Math.max(...walk(seed, slower).glimpsedMs)).toBeLessThanOrEqual(mostMs);
});

/** As it was: each photo is done with, its pairs and all, before the next is looked at. */
const oneByOne: Parameters<typeof walk>[2] = (agenda, hand) => {
  const job = agenda.next(null);
  return job ?? (hand ? { kind: "glance" } : null);
};

test("a machine too slow for all pairs keeps up with the photos: three seconds after the last all are judged", () => {
  for (const seed of seeds) {
    expect(judgedAfter(walk(seed, 3.6), 3_000)).toBe(shots);
    expect(judgedAfter(walk(seed, 3.6, oneByOne), 3_000)).toBeLessThan(shots);
  }
});

test("ten times as slow, when even looking takes most of the time, most photos are looked at soon all the same", () => {
  const soonMs = 5_000;
  const soon = ({ glimpsedMs }: Run) => glimpsedMs.filter((tookMs) => tookMs <= soonMs).length;
  for (const seed of seeds) {
    const run = walk(seed, 10);
    expect(run.glimpsedMs.at(-1)).toBeLessThan(soonMs);
    expect(soon(run)).toBeGreaterThan(0.6 * shots);
    expect(soon(walk(seed, 10, oneByOne))).toBeLessThan(soon(run) / 1.5);
  }
});

describe("the order of work", () => {
  const done = (read: Record<string, string[]>) => {
    const agenda = createAgenda();
    for (const [order, id] of Object.keys(read).entries()) agenda.glanced(id, order);
    for (const [id, candidates] of Object.entries(read)) agenda.read(id, candidates);
    return agenda;
  };

  test("a photo that found two partners is judged; one without goes on to its last candidate", () => {
    const agenda = done({ a: [], b: ["a"], c: ["b", "a"], d: ["c", "b", "a"] });
    expect(agenda.isJudged("a")).toBe(false);
    expect(agenda.next(null)).toEqual({ kind: "compare", first: "b", second: "a" });
    agenda.compared("b", "a", false);
    for (const [first, second] of [
      ["c", "b"],
      ["c", "a"],
    ] as const)
      agenda.compared(first, second, true);
    expect(agenda.isJudged("c")).toBe(true);
    agenda.compared("d", "c", false);
    agenda.compared("d", "b", false);
    expect(agenda.isJudged("d")).toBe(false);
    agenda.compared("d", "a", false);
    expect(agenda.isJudged("d")).toBe(true);
  });

  test("once all are judged, pairs that would join two groups come first, then photos with the fewest partners", () => {
    const agenda = done({ a: [], b: ["a"], c: ["a", "b"], x: [], y: ["x"], z: ["y", "x", "a", "b"] });
    for (const [first, second] of [
      ["b", "a"],
      ["c", "a"],
      ["c", "b"],
      ["y", "x"],
      ["z", "y"],
    ] as const)
      agenda.compared(first, second, true);
    agenda.compared("z", "x", true);
    expect(agenda.next(null)).toEqual({ kind: "compare", first: "z", second: "a" });
    agenda.compared("z", "a", true);
    expect(agenda.next(null)).toEqual({ kind: "compare", first: "z", second: "b" });
  });

  test("of many that wait at once, no more than eight are in memory as pictures", () => {
    const agenda = createAgenda();
    for (let order = 0; order < 8; order++) {
      expect(agenda.next("older")).toEqual({ kind: "glance" });
      agenda.glanced(`${order}`, order);
    }
    expect(agenda.next("older")).toEqual({ kind: "read", id: "0" });
    expect(agenda.next("latest")).toEqual({ kind: "glance" });
    agenda.read("0", []);
    expect(agenda.next("older")).toEqual({ kind: "glance" });
  });

  test("a photo that went is forgotten with its pairs, and counts as nobody's partner", () => {
    const agenda = done({ a: [], b: ["a"], c: ["b", "a"] });
    agenda.compared("c", "b", true);
    agenda.forget("b");
    expect(agenda.openPairs()).toBe(1);
    expect(agenda.isJudged("c")).toBe(false);
    expect(agenda.next(null)).toEqual({ kind: "compare", first: "c", second: "a" });
    agenda.compared("c", "a", false);
    expect(agenda.next(null)).toBeNull();
  });
});
