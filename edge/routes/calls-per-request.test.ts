import { beforeEach, expect, test } from "vitest";
import { lookAfterQuote } from "../flows/quoting/check-slice.ts";
import { type Calls, countedCalls } from "../testing/counted-calls.ts";
import { choice, PrintShop } from "../testing/print-shop.ts";
import { useSystem } from "../testing/use-system.ts";

const held = useSystem();
let shop: PrintShop;
let calls: Calls;
beforeEach(async () => {
  shop = new PrintShop(held.current);
  // Other files' slices would be sent, and counted here.
  await held.current.env.DB.batch(
    ["slices", "quote_slices"].map((t) => held.current.env.DB.prepare(`DELETE FROM ${t}`)),
  );
  delete (held.current.env as { REQUESTS_PER_MINUTE?: string }).REQUESTS_PER_MINUTE;
  // Slices wait, as they do where many want theirs.
  held.current.env.SLICES_AT_ONCE = "1";
  const counted = countedCalls(held.current.env);
  held.current.env = counted.env;
  calls = counted.calls;
});

/** What one piece of work asks of the stores, all that goes on behind its answer too. */
async function callsOf(work: () => Promise<unknown>): Promise<Calls> {
  const before = { ...calls };
  await work();
  return { d1: calls.d1 - before.d1, r2: calls.r2 - before.r2, objects: calls.objects - before.objects };
}

const small = (d1: number, objects = 1): Calls => ({ d1, r2: 0, objects });

test("a list or a quote costs two questions to the database, who asks among them, and one to the counter", async () => {
  const { quote } = await shop.calculate(shop.asked((await shop.part()).partId));
  const asking = (path: string) => callsOf(() => held.current.api("GET", path));
  for (const path of ["/quotes", `/quotes/${quote.quoteId}`, "/scans", "/orders"]) {
    expect(await asking(path), path).toEqual(small(2));
  }
  expect(await asking("/materials/catalog")).toEqual(small(1));
});

test("a price costs four: who asks, all that it hangs on, the quote written, and the slices it wants", async () => {
  // Takes the slicer's only place.
  await shop.calculate(shop.asked((await shop.part()).partId));
  const part = await shop.part();
  const asked = shop.asked(part.partId);
  // The first one makes the shape of the geometry, and keeps it.
  expect(await callsOf(() => shop.calculate(asked))).toEqual({ ...small(4, 2), r2: 3 });
  const other = { ...choice, settings: { ...choice.settings, infillPercent: 30 } };
  expect(await callsOf(() => shop.calculate(shop.asked(part.partId, {}, other)))).toEqual(small(4, 2));
  expect(await callsOf(() => shop.calculate(asked)), "asked for again").toEqual(small(2));
});

test("a room that waits for its turn at the slicer costs one each time it looks", async () => {
  await shop.calculate(shop.asked((await shop.part()).partId));
  const { quote } = await shop.calculate(shop.asked((await shop.part()).partId));
  expect(await callsOf(() => lookAfterQuote(held.current.env, quote.quoteId, Date.now()))).toEqual(small(1, 0));
});

test("sending a slice costs three: claimed, its part's file found, noted as sent", async () => {
  const { partId } = await shop.part();
  expect(await callsOf(() => shop.calculate(shop.asked(partId)))).toEqual({ d1: 4 + 3, r2: 3, objects: 2 });
});

test("a part costs five questions to the database and five to the store", async () => {
  expect(await callsOf(() => shop.part())).toEqual({ d1: 5, r2: 5, objects: 1 });
});
