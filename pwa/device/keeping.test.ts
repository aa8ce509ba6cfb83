import { expect, test } from "vitest";
import { photosBeforeAsking, timeToAsk } from "./keeping.ts";

test("the browser is asked to keep photos once some are saved, and not every day anew", () => {
  const day = 24 * 3_600_000;
  expect(timeToAsk(0, null, 0)).toBe(false);
  expect(timeToAsk(photosBeforeAsking - 1, null, 0)).toBe(false);
  expect(timeToAsk(photosBeforeAsking, null, 0)).toBe(true);
  expect(timeToAsk(50, 10 * day, 11 * day)).toBe(false);
  expect(timeToAsk(50, 10 * day, 18 * day)).toBe(true);
});
