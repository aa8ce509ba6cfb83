import { afterEach, expect, test, vi } from "vitest";
import { makeTransfer } from "./transfer.ts";

const transfer = makeTransfer(async () => ({ by: "token", token: "cd_x" }));

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function downloadFrom(...answers: (() => Promise<Response>)[]) {
  vi.useFakeTimers();
  const fetching = vi.fn(async () => (answers.shift() as () => Promise<Response>)());
  vi.stubGlobal("fetch", fetching);
  const coming = transfer.download("/report.csv");
  await vi.runAllTimersAsync();
  return { blob: await coming, asked: fetching.mock.calls.length };
}

const unreachable = () => Promise.reject(new TypeError("no network"));
const answer = (status: number) => async () => new Response("a,b", { status });

test("a download that broke off or met a busy server is asked for again", async () => {
  const { blob, asked } = await downloadFrom(unreachable, answer(503), answer(200));
  expect(await blob?.text()).toBe("a,b");
  expect(asked).toBe(3);
});

test("a download that stays away is given up after three tries", async () => {
  expect(await downloadFrom(unreachable, unreachable, unreachable)).toEqual({ blob: null, asked: 3 });
});

test("what the server refuses is not asked for again", async () => {
  expect(await downloadFrom(answer(404))).toEqual({ blob: null, asked: 1 });
});
