import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { PartView, QuoteAnswer } from "#contract/quoting";
import type { Answer } from "../outbox/model.ts";
import type { PrintOrder } from "../print/order.ts";
import type { Server } from "../server/server.ts";
import { makeBinding, type Stage } from "./binding.ts";
import type { Trouble } from "./trouble.ts";

const order: PrintOrder = { lines: [], leadTime: "standard", country: "GB", shipping: "tracked" };
/** Its bytes are there at once: a real file's come when they come, which no stopped clock waits for. */
const file = { size: 5, arrayBuffer: async () => new ArrayBuffer(5) } as unknown as Blob;
const part = { partId: "p", name: "a.stl", file, unit: "mm" } as const;
const mm = { unit: { unit: "mm" } };
const view = (state: string, more: object = {}) =>
  ({
    partId: "p",
    state,
    problem: null,
    check: state === "ready" ? mm : null,
    pieces: [],
    ...more,
  }) as unknown as PartView;
const answer = (state: string, nextQuoteId: string | null = null) =>
  ({
    quote: { quoteId: `q-${state}`, state, source: state === "open" ? "slice" : "estimate" },
    nextQuoteId,
  }) as unknown as QuoteAnswer;
const ok = (body: unknown): Answer<unknown> => ({ kind: "ok", body });

/** A shop that answers each request by the next of its answers for that path; the last one goes on holding. */
function shopOf(answers: Record<string, Answer<unknown>[]>) {
  const asked: string[] = [];
  const ask = async (method: string, path: string, { json }: { json?: { revision?: number } } = {}) => {
    const name = `${method} ${path.replace(/q-\w+/, "Q")}`;
    asked.push(json?.revision === undefined ? name : `${name} #${json.revision}`);
    const all = answers[name] ?? [];
    return (all.length > 1 ? all.shift() : all[0]) ?? ({ kind: "unreachable" } as const);
  };
  return { asked, server: { ask: ask as Server["ask"] } };
}

const ready = {
  "PUT /parts/p": [ok(view("ready"))],
  "POST /quote/calculate": [ok({ ...answer("slicing"), liveUrl: "wss://shop" })],
};

function widgetWith(answers: Record<string, Answer<unknown>[]>) {
  const shop = shopOf(answers);
  const seen = { stages: [] as Stage[], told: [] as string[], troubles: [] as [string, boolean][] };
  let revision = 1;
  const binding = makeBinding({
    server: shop.server,
    newest: () => ({ revision, order, part }),
    whyUnreachable: async (): Promise<Trouble> => ({ code: "page-refused", title: "", todo: "" }),
    onStage: (stage) => seen.stages.at(-1) === stage || seen.stages.push(stage),
    onPart: () => undefined,
    onTold: (of, { quote }) => seen.told.push(`#${of} ${quote.state}`),
    onTrouble: ({ code }, _, final) => seen.troubles.push([code, final]),
  });
  const choose = () => {
    revision += 1;
    binding.changed();
  };
  return { ...shop, ...seen, binding, choose };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(crypto.subtle, "digest").mockResolvedValue(new ArrayBuffer(32));
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test("nothing is sent before a binding price is asked for; then the estimate is followed to the slicer's price", async () => {
  const { binding, choose, asked, told, stages } = widgetWith({
    ...ready,
    "GET /quotes/Q": [ok(answer("slicing")), ok(answer("slicing", "q-next")), ok(answer("open"))],
  });
  choose();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(asked).toEqual([]);
  binding.begin();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(told).toEqual(["#2 slicing", "#2 slicing", "#2 slicing", "#2 open"]);
  expect(asked).toEqual(["PUT /parts/p", "POST /quote/calculate #2", ...Array(3).fill("GET /quotes/Q")]);
  expect(stages).toEqual(["sending", "asking", "waiting"]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toHaveLength(5);
});

test("a new choice is asked about once it rests, the file is not sent again, and the old answer is not told any more", async () => {
  const { binding, choose, asked, told } = widgetWith({ ...ready, "GET /quotes/Q": [ok(answer("slicing"))] });
  binding.begin();
  await vi.advanceTimersByTimeAsync(100);
  for (let i = 0; i < 3; i++) {
    choose();
    await vi.advanceTimersByTimeAsync(100);
  }
  const before = told.length;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked.filter((name) => name.startsWith("POST"))).toEqual([
    "POST /quote/calculate #1",
    "POST /quote/calculate #4",
  ]);
  expect(asked.filter((name) => name.startsWith("PUT"))).toHaveLength(1);
  expect(told.slice(before).every((text) => text.startsWith("#4"))).toBe(true);
});

test("a part that the shop has to prepare is waited for; one that it refuses is told by its problem", async () => {
  const prepared = widgetWith({
    ...ready,
    ...{ "PUT /parts/p": [ok(view("preparing"))], "POST /parts/p/complete": [ok(view("preparing"))] },
    ...{ "GET /parts/p": [ok(view("preparing")), ok(view("ready"))], "GET /quotes/Q": [ok(answer("open"))] },
  });
  prepared.binding.begin();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(prepared.told.at(-1)).toBe("#1 open");

  const inches = view("ready", { check: { unit: { unit: "inch" } } });
  const misread = widgetWith({
    ...{ "PUT /parts/p": [ok(view("preparing"))], "POST /parts/p/complete": [ok(view("preparing"))] },
    ...{ "GET /parts/p": [ok(inches)], "PATCH /parts/p": [ok(view("ready"))] },
  });
  misread.binding.begin();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(misread.asked, "the person's word on the unit stands").toContain("PATCH /parts/p");

  const problem = { code: "mesh-open", detail: "" };
  const refused = widgetWith({
    ...ready,
    "PUT /parts/p": [ok(view("refused", { problem }))],
    "POST /parts/p/complete": [ok(view("refused", { problem }))],
  });
  refused.binding.begin();
  await vi.advanceTimersByTimeAsync(1_000);
  expect([refused.troubles, refused.stages.at(-1)]).toEqual([[["mesh-open", false]], "off"]);
});

test("a refusal ends the asking: what is final takes the choice back, what may pass does not", async () => {
  const refuse = (code: string, retry: string): Answer<unknown> =>
    ({
      kind: "problem",
      retryAfterMs: null,
      problem: { code, retry, title: "", todo: "" },
    }) as unknown as Answer<unknown>;
  for (const [given, told] of [
    [refuse("out-of-stock", "never"), ["out-of-stock", true]],
    [refuse("rate-limited", "later"), ["rate-limited", false]],
    [{ kind: "unreachable" }, ["page-refused", false]],
  ] as [Answer<unknown>, unknown][]) {
    const { binding, choose, asked, troubles } = widgetWith({ ...ready, "POST /quote/calculate": [given] });
    binding.begin();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(troubles).toEqual([told]);
    choose();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(asked.filter((name) => name.startsWith("POST"))).toHaveLength(1);
  }
});
