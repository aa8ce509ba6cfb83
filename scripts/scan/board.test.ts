import { expect, test } from "vitest";
import type { ProgressEvent } from "#contract/job-words";
import { Board } from "./board.ts";

function boardWithText() {
  let text = "";
  const write = (part: string) => {
    text += part;
    return true;
  };
  const out = { isTTY: false, write } as unknown as NodeJS.WriteStream;
  return { board: new Board(out, () => 1_000_000), text: () => text };
}
const event = (sequence: number, more: Partial<ProgressEvent>): ProgressEvent => ({
  attempt: 1,
  sequence,
  stage: "poses",
  state: "running",
  done: null,
  total: null,
  text: "",
  atMs: 1000 * sequence,
  ...more,
});

test("each stage's beginning and end is a line of its own, with what was counted and how long it took", () => {
  const { board, text } = boardWithText();
  board.progress(event(1, { text: "placing", done: 0, total: 24 }));
  board.progress(event(9, { state: "done", text: "23 of 24 photos placed" }));
  expect(text()).toContain("▸ poses           0/24  placing");
  expect(text()).toContain("✓ poses           23 of 24 photos placed  (8.0 s)");
});

test("late and doubled events do not take a stage back", () => {
  const { board, text } = boardWithText();
  board.progress(event(5, { state: "done", text: "done" }));
  const before = text();
  board.progress(event(4, { text: "running" }));
  board.progress(event(5, { state: "done", text: "done" }));
  expect(text()).toBe(before);
});

test("a second attempt is told, and the first one's late events are dropped", () => {
  const { board, text } = boardWithText();
  board.progress(event(3, { text: "first" }));
  board.progress(event(1, { attempt: 2, text: "second" }));
  board.progress(event(8, { attempt: 1, state: "failed", text: "gone" }));
  expect(text()).toContain("attempt 2");
  expect(text()).not.toContain("gone");
});
