import { expect, test } from "vitest";
import { oneAtATime } from "./one-at-a-time.ts";

const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 1));

test("work asked for while it runs is done once more, after the last asking, and never side by side", async () => {
  let runs = 0;
  let side = 0;
  let sideMost = 0;
  const ask = oneAtATime(async () => {
    runs += 1;
    side += 1;
    sideMost = Math.max(sideMost, side);
    await pause();
    side -= 1;
  });
  await Promise.all([ask(), ask(), ask(), ask()]);
  expect([runs, sideMost]).toEqual([2, 1]);
  await ask();
  expect(runs).toBe(3);
});

test("a failure is told, and the next asking works again", async () => {
  let fails = true;
  const ask = oneAtATime(async () => {
    await pause();
    if (fails) throw new Error("no");
  });
  await expect(ask()).rejects.toThrow("no");
  fails = false;
  await expect(ask()).resolves.toBeUndefined();
});
