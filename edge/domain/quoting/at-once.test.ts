import { expect, test } from "vitest";
import { atOnceOf } from "./at-once.ts";

test("those that somebody waits for come first, and a number that is none is the usual one", () => {
  expect(atOnceOf("30")).toEqual({ wanted: 30, likely: 10, preparations: 15 });
  for (const none of [undefined, "", "many", "0"]) expect(atOnceOf(none)).toMatchObject({ wanted: 12, likely: 4 });
  expect(atOnceOf("1")).toEqual({ wanted: 1, likely: 1, preparations: 1 });
});
