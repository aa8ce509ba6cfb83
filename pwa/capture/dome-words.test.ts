import { expect, test } from "vitest";
import { missingInWords, ringInWords } from "./dome-words.ts";
import { allSectors, coverage, middleOfSector } from "./live/dome.ts";

const seenBut = (...missing: string[]) =>
  new Set(allSectors.map(({ height, index }) => `${height}-${index}`).filter((key) => !missing.includes(key)));

test("the largest gaps are named first", () => {
  expect(missingInWords(seenBut("low-0", "middle-8", "middle-9"))).toBe("left side, half-way up; right side, low");
  expect(missingInWords(seenBut())).toBe("");
});

test("a dome that was hardly begun is told in few words", () => {
  const seen = coverage([middleOfSector({ height: "low", index: 0 })]);
  expect(missingInWords(seen)).toMatch(/^all round, half-way up; all round, high; .*; …$/);
  expect(ringInWords(seen, "low")).toBe("Low: gaps on every side (17 directions)");
  expect(ringInWords(seen, "high")).toBe("High: all round (18 directions)");
  expect(ringInWords(seenBut("high-4"), "high")).toBe("High: far side (1 direction)");
});
