import { expect, test } from "vitest";
import { makeNewestFirst } from "./newest-first.ts";

test("of the questions that wait only the newest is asked", () => {
  const asked: number[] = [];
  const queue = makeNewestFirst<number>((question) => asked.push(question));
  for (const question of [1, 2, 3]) queue.put(question);
  expect(asked).toEqual([1]);
  queue.answered();
  expect(asked).toEqual([1, 3]);
  queue.answered();
  queue.put(4);
  expect(asked).toEqual([1, 3, 4]);
});
