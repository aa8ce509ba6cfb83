import { expect, test } from "vitest";
import type { TestLine } from "./node-tests.ts";
import { withSecondTry } from "./second-try.ts";

const line = (file: string, name: string, ok = true): TestLine => ({ name, file, ok, error: ok ? "" : "why" });
const never = () => Promise.reject(new Error("nothing is to be run again"));

test("a file that fails is run again whole, what failed first is told, and the second word counts", async () => {
  const said: string[] = [];
  const first = [line("a", "1"), line("b", "1"), line("b", "2", false)];
  const again = async (files: string[]) => files.flatMap((file) => [line(file, "1"), line(file, "2")]);
  const lines = await withSecondTry(first, again, (text) => said.push(text));
  expect(lines).toEqual([line("a", "1"), line("b", "1"), line("b", "2")]);
  expect(said.join()).toContain("b: 2");
});

test("what fails twice has failed", async () => {
  const failed = [line("b", "2", false)];
  expect(
    await withSecondTry(
      failed,
      async () => failed,
      () => {},
    ),
  ).toEqual(failed);
});

test("where all is well, much is broken, or it did not run, nothing is tried again", async () => {
  const cases = [
    [line("a", "1")],
    ["a", "b", "c"].map((file) => line(file, "1", false)),
    [line("", "journeys end well", false)],
  ];
  for (const first of cases) expect(await withSecondTry(first, never, never)).toEqual(first);
});
