import { expect, test } from "vitest";
import { createPace } from "./pace.ts";

test("the first verdict is due at once, the next when nine times as long was spent on work", () => {
  const pace = createPace();
  expect(pace.isDue(0)).toBe(true);
  pace.took(0, 100);
  expect(pace.isDue(999)).toBe(false);
  expect(pace.isDue(1_000)).toBe(true);
});
