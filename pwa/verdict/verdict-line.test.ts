import { expect, test } from "vitest";
import type { SetVerdict, StillVerdict } from "../judging/types.ts";
import { gapsToFill, hasVerdict, lineOf, toneOf } from "./verdict-line.ts";

const still = (id: string, grade: StillVerdict["grade"] = "good") =>
  ({ id, grade, reasons: [], judged: true }) as never as StillVerdict;
const set = (more: Partial<SetVerdict>): SetVerdict => ({
  outcome: "likely",
  confidence: 0.9,
  photos: 9,
  connected: 8,
  pairsLeft: 0,
  stills: [],
  gaps: [],
  ...more,
});
const known = (verdict: SetVerdict | null, left = 0, { broken = false, settled = left === 0 } = {}) => ({
  verdict: () => verdict,
  left: () => left,
  settled: () => settled,
  broken: () => broken,
});

test("the line says the outcome first, then what to do, then how much of the set that is about", () => {
  const gap = { kind: "around", photoIds: ["a", "b"], sector: null, photosNeeded: 2 } as const;
  const verdict = set({
    outcome: "risky",
    stills: [still("a"), still("b", "weak")],
    gaps: [{ ...gap, photoIds: ["a"] }],
  });
  expect(lineOf(known(verdict, 2))).toBe(
    "May not reconstruct. 8 of 9 connect. 1 place to fill. 1 to shoot again. 9 of 11 judged so far.",
  );
});

test("with few photos nothing is said to fail", () => {
  const verdict = set({ outcome: "no", photos: 3, connected: 0 });
  expect(lineOf(known(verdict))).toBe("3 of 8 photos until this can be told.");
  expect(toneOf(verdict)).toBe("early");
  expect(lineOf(known(null, 1))).toBe("Looking at 1 photo…");
  expect(lineOf(known(verdict, 0, { broken: true }))).toBe("The photos cannot be judged here.");
});

test("nothing is shown before there is anything to say", () => {
  expect(hasVerdict(known(null))).toBe(false);
  expect(hasVerdict(known(set({ photos: 0 })))).toBe(false);
  expect(hasVerdict(known(null, 1))).toBe(true);
});

test("photos that are shot again anyway need no others to lead to them", () => {
  const gap = (photoIds: string[]) => ({ kind: "lone" as const, photoIds, sector: null, photosNeeded: 1 });
  const verdict = set({ stills: [still("a", "unusable"), still("b", "weak")], gaps: [gap(["a"]), gap(["a", "b"])] });
  expect(gapsToFill(verdict)).toEqual([gap(["a", "b"])]);
});

test("until all pairs are compared the line says that it may change", () => {
  expect(lineOf(known(set({}), 0, { settled: false }))).toBe(
    "Will probably reconstruct. 8 of 9 connect. Still comparing.",
  );
  expect(lineOf(known(set({})))).toBe("Will probably reconstruct. 8 of 9 connect.");
});
