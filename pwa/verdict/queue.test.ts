import { expect, test } from "vitest";
import type { SetVerdict } from "../judging/types.ts";
import type { OutboxPhoto } from "../outbox/model.ts";
import { createQueue } from "./queue.ts";

const photo = (photoId: string, addedAtMs: number) =>
  ({ photoId, addedAtMs, state: "saved", bytesHere: true, pass: 0 }) as OutboxPhoto;
const verdict = (judged: readonly string[], pairsLeft = 0, glimpsed: readonly string[] = []) =>
  ({
    pairsLeft,
    stills: [...judged, ...glimpsed].map((id) => ({ id, judged: judged.includes(id) })),
  }) as never as SetVerdict;
const handed = (queue: ReturnType<typeof createQueue>) => {
  const ids: string[] = [];
  for (let next = queue.next(); next; next = queue.next()) ids.push(next.photoId);
  return ids;
};

test("of many that wait one is handed on at a time, the latest first", () => {
  const queue = createQueue();
  queue.follow([photo("a", 1), photo("b", 2), photo("c", 3)]);
  expect(handed(queue)).toEqual(["c"]);
  queue.taken("c", true);
  expect(handed(queue)).toEqual(["b"]);
  queue.taken("b", true);
  expect(handed(queue)).toEqual(["a"]);
  queue.taken("a", true);
  expect(queue.isIdle()).toBe(true);
});

test("a photo that was just shot does not wait behind an older one, and no more than three are in memory", () => {
  const queue = createQueue();
  const shot = [photo("a", 1), photo("b", 2)];
  queue.follow(shot);
  expect(handed(queue)).toEqual(["b"]);
  for (const [id, order] of [
    ["c", 3],
    ["d", 4],
    ["e", 5],
  ] as const) {
    shot.push(photo(id, order));
    queue.follow(shot);
  }
  expect(handed(queue)).toEqual(["e"]);
  shot.push(photo("f", 6));
  queue.follow(shot);
  expect(handed(queue)).toEqual(["f"]);
  shot.push(photo("g", 7));
  queue.follow(shot);
  expect(handed(queue)).toEqual([]);
});

test("a photo that is looked at, but not judged, is still waited for; one that cannot be read is not", () => {
  const queue = createQueue();
  queue.follow([photo("a", 1), photo("b", 2), photo("heic", 3)]);
  handed(queue);
  queue.taken("heic", false);
  expect(queue.standing(verdict(["a"], 0, ["b"]))).toEqual({ left: 1, settled: false });
  expect(queue.standing(verdict(["a", "b"], 3))).toEqual({ left: 0, settled: false });
  expect(queue.standing(verdict(["a", "b"]))).toEqual({ left: 0, settled: true });
});

test("a photo that was taken out again is waited for no more, nor is a verdict with it the last word", () => {
  const queue = createQueue();
  queue.follow([photo("a", 1), photo("b", 2)]);
  expect(handed(queue)).toEqual(["b"]);
  expect(queue.follow([photo("a", 1)])).toEqual({ add: [], remove: ["b"] });
  expect(queue.isAtHand("b")).toBe(false);
  queue.taken("b", true);
  expect(handed(queue)).toEqual(["a"]);
  expect(queue.standing(verdict(["a", "b"]))).toEqual({ left: 0, settled: false });
  expect(queue.standing(verdict(["a"]))).toEqual({ left: 0, settled: true });
});
