import { expect, test } from "vitest";
import type { OutboxPhoto } from "../outbox/model.ts";
import { toDo } from "./to-do.ts";

const photo = (photoId: string, more: Partial<OutboxPhoto> = {}) =>
  ({ photoId, state: "saved", bytesHere: true, pass: 0, ...more }) as OutboxPhoto;

test("photos that came are judged, those that went are forgotten", () => {
  const { add, remove } = toDo([photo("a"), photo("b")], new Set(["b", "c"]));
  expect(add.map(({ photoId }) => photoId)).toEqual(["a"]);
  expect(remove).toEqual(["c"]);
});

test("a photo on its way out or refused counts no more", () => {
  const { add, remove } = toDo([photo("a", { state: "removing" }), photo("b", { state: "refused" })], new Set(["a"]));
  expect(add).toEqual([]);
  expect(remove).toEqual(["a"]);
});

test("a sent photo whose space was freed is not read again, nor forgotten", () => {
  const freed = photo("a", { state: "confirmed", bytesHere: false });
  expect(toDo([freed], new Set(["a"]))).toEqual({ add: [], remove: [] });
  expect(toDo([freed], new Set())).toEqual({ add: [], remove: [] });
});
