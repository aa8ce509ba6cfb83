import { expect, test } from "vitest";
import { createPace } from "./pace.ts";

test("the first verdict is due at once, the next when four times as long was spent on work", () => {
  const pace = createPace();
  expect(pace.isDue(0)).toBe(true);
  pace.took(0, 100);
  expect(pace.isDue(499)).toBe(false);
  expect(pace.isDue(500)).toBe(true);
});
