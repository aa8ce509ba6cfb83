import { beforeAll, expect, test, vi } from "vitest";
import { photoOfPlane, poseAt, randomDots, testSeed } from "../testing/texture.ts";
import type { JudgedPhoto } from "../types.ts";
import { createSetJudge, type SetJudge } from "./judge.ts";

vi.setConfig({ testTimeout: 30_000 });
console.log(`seed ${testSeed}`);
const part = randomDots(300, 300, testSeed);
const other = randomDots(300, 300, testSeed + 1);
const stepDeg = 30;

/** A textured plate that lies 20 mm above the mat, from a ring of ten; `gapDeg` of it are left out. */
function photo(number: number, texture = part, id = `photo-${number}`): JudgedPhoto {
  const pose = poseAt(number * stepDeg, 60, 300, 400);
  return { id, order: number, grey: photoOfPlane(texture, pose, 20, 0.6), pose };
}

let judge: SetJudge;
beforeAll(() => {
  judge = createSetJudge();
  for (let number = 0; number < 9; number++) judge.add(photo(number));
}, 60_000);

test("photos round a part connect, and the gap in the ring is named where it is", () => {
  const verdict = judge.verdict();
  expect(verdict).toMatchObject({ photos: 9, connected: 9, outcome: "likely" });
  expect(verdict.gaps).toHaveLength(1);
  // Photos stand at 0° … 240°: open is 240° … 360°.
  expect(verdict.gaps[0]).toMatchObject({ kind: "around", photoIds: ["photo-8", "photo-0"], photosNeeded: 5 });
  expect(verdict.gaps[0]?.sector?.azimuthDeg).toBeCloseTo(300, 3);
});

test("a photo of another part on the same mat does not connect, and can be replaced", () => {
  const wrong = judge.add(photo(9, other));
  expect(wrong).toMatchObject({ willRegister: false, grade: "unusable" });
  expect(judge.verdict()).toMatchObject({ photos: 10, connected: 9 });
  expect(judge.replace("photo-9", photo(9))).toMatchObject({ willRegister: true });
  expect(judge.verdict()).toMatchObject({ photos: 10, connected: 10 });
  judge.remove("photo-9");
  expect(judge.verdict()).toMatchObject({ photos: 9, connected: 9 });
});

test("a photo shot twice is a duplicate, a dark one is unusable", () => {
  expect(judge.add({ ...photo(3), id: "twice", order: 20 })).toMatchObject({ duplicateOf: "photo-3" });
  const dark = photo(4);
  const data = dark.grey.data.map((level) => level / 20);
  const verdict = judge.add({ ...dark, id: "dark", order: 21, grey: { ...dark.grey, data } });
  expect(verdict.grade).toBe("unusable");
  expect(verdict.reasons).toContain("dark");
  judge.remove("twice");
  judge.remove("dark");
});

test("the same photos in another order give the same verdict", () => {
  const again = createSetJudge();
  for (const number of [8, 1, 3, 0, 2, 7, 5, 4, 6]) again.add(photo(number));
  const connected = (verdict: ReturnType<SetJudge["verdict"]>) => verdict.stills.map((still) => still.willRegister);
  expect(connected(again.verdict())).toEqual(connected(judge.verdict()));
});

test("too few photos are no set", () => {
  const few = createSetJudge();
  expect(few.verdict()).toMatchObject({ outcome: "no", photos: 0 });
  expect(few.add(photo(0))).toMatchObject({ willRegister: true, grade: "good" });
  expect(few.verdict().outcome).toBe("no");
});

test("in steps the verdict says how many photos it is about, and ends as all at once", () => {
  const slow = createSetJudge();
  for (let number = 0; number < 9; number++) slow.glance(photo(number));
  expect(slow.glimpse()).toMatchObject({ photos: 0, connected: 0 });
  expect(slow.glimpse().stills.map(({ judged, grade }) => [judged, grade])).toEqual(
    Array.from({ length: 9 }, () => [false, "good"]),
  );
  const seen: number[] = [];
  for (let job = slow.next(null); job !== null && job.kind !== "glance"; job = slow.next(null)) {
    slow.work(job);
    const { photos, connected, stills, pairsLeft } = slow.verdict();
    expect(connected).toBeLessThanOrEqual(photos);
    expect(stills).toHaveLength(9);
    expect(stills.filter(({ judged }) => judged)).toHaveLength(photos);
    seen.push(photos);
    if (photos === 9 && pairsLeft > 0) expect(slow.next("latest")).toEqual({ kind: "glance" });
  }
  expect(new Set(seen).size).toBeGreaterThan(5);
  const atOnce = createSetJudge();
  for (let number = 0; number < 9; number++) atOnce.add(photo(number));
  expect(slow.verdict()).toEqual(atOnce.verdict());
});

test("a dark photo is called so at the first look", () => {
  const dark = createSetJudge();
  const shot = photo(0);
  dark.glance({ ...shot, grey: { ...shot.grey, data: shot.grey.data.map((level) => level / 20) } });
  expect(dark.glimpse().stills).toMatchObject([{ judged: false, grade: "unusable", reasons: ["dark"] }]);
});
