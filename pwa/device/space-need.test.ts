import { expect, test } from "vitest";
import { spaceNeed, typicalPhotoBytes } from "./space-need.ts";

test("what is still to come is reckoned by the photos there are, or by a typical phone's", () => {
  expect(spaceNeed([2_000_000, 4_000_000], 18, 1e9)).toEqual({
    ...{ verdict: "enough", neededBytes: 54_000_000, freeBytes: 1e9, photosFit: 333 },
  });
  expect(spaceNeed([], 20, 1e9).neededBytes).toBe(20 * typicalPhotoBytes);
});

test("little space is told before it is none, and none before a photo is lost", () => {
  const verdict = (freeBytes: number, missing = 10) => spaceNeed([1_000_000], missing, freeBytes).verdict;
  expect(verdict(50_000_000)).toBe("enough");
  expect(verdict(11_000_000)).toBe("tight");
  expect(verdict(9_500_000)).toBe("short");
  expect(verdict(999_999)).toBe("full");
  expect(verdict(3_000_000, 0)).toBe("tight");
});

test("a browser that does not say blocks nothing", () => {
  expect(spaceNeed([1_000_000], 3, null)).toEqual({
    ...{ verdict: "unknown", neededBytes: 3_000_000, freeBytes: null, photosFit: null },
  });
});
