import { expect, test } from "vitest";
import type { PrintSettings } from "#contract/print-settings";
import type { Estimate } from "#quote/estimate/estimate";
import { oneMoreEstimate } from "./little-by-little.ts";

const settings = (infillPercent: number) => ({ infillPercent }) as PrintSettings;

function estimator() {
  const known = new Set<number>();
  let made = 0;
  return {
    made: () => made,
    knows: (_: string, { infillPercent }: PrintSettings) => known.has(infillPercent),
    estimateOf: (_: string, { infillPercent }: PrintSettings): Estimate | null => {
      if (!known.has(infillPercent)) made += 1;
      known.add(infillPercent);
      return null;
    },
  };
}

test("each turn makes one new estimate, and the last one hands over what all of them came to", () => {
  const at = estimator();
  const work = (of: typeof at.estimateOf) => [10, 20, 30].map((percent) => of("p", settings(percent))).length;
  const turns = [0, 1, 2].map(() => {
    const turn = oneMoreEstimate(at, work);
    return [turn?.done, at.made()];
  });
  expect(turns).toEqual([
    [undefined, 1],
    [undefined, 2],
    [3, 3],
  ]);
});

test("what is known already costs no turn; a defect is no reason to wait", () => {
  const at = estimator();
  at.estimateOf("p", settings(10));
  expect(oneMoreEstimate(at, (of) => of("p", settings(10)))).toEqual({ done: null });
  const broken = () => {
    throw new RangeError("broken");
  };
  expect(() => oneMoreEstimate(at, broken)).toThrow("broken");
});
