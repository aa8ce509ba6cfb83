import { expect, test } from "vitest";
import { parseRange } from "./byte-range.ts";

test.each([
  ["bytes=0-9", { offset: 0, length: 10 }],
  ["bytes=90-", { offset: 90, length: 10 }],
  ["bytes=-30", { offset: 70, length: 30 }],
  ["bytes=-300", { offset: 0, length: 100 }],
  ["bytes=50-5000", { offset: 50, length: 50 }],
])("%s of 100 bytes is served in part", (header, range) => {
  expect(parseRange(header, 100)).toEqual(range);
});

test.each(["bytes=100-", "bytes=100-200", "bytes=-0"])("%s of 100 bytes lies outside", (header) => {
  expect(parseRange(header, 100)).toBe("unsatisfiable");
});

test.each([null, "bytes=0-1,5-6", "items=0-1", "bytes=9-3", "bytes=-", "bytes=a-b"])(
  "%s is answered with the whole file",
  (header) => {
    expect(parseRange(header, 100)).toBeNull();
  },
);

test("no range of an empty file can be satisfied", () => {
  expect(parseRange("bytes=0-", 0)).toBe("unsatisfiable");
  expect(parseRange("bytes=-5", 0)).toBe("unsatisfiable");
});
