import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeSigner } from "../../../e2e/fakes/paypal/certificate.ts";
import { openDb } from "../../db/client.ts";
import { findOrder } from "../../db/orders.ts";
import { OrderWorld } from "../../testing/order-world.ts";
import { Rng } from "../../testing/rng.ts";
import { sqliteD1 } from "../../testing/sqlite-d1.ts";

const schedules = Number(process.env.SIM_SCHEDULES ?? 300);
const seed = Number(process.env.SIM_SEED ?? Date.now() % 2 ** 31);
const before = globalThis.fetch;
let world: OrderWorld | null = null;
beforeAll(() => {
  globalThis.fetch = ((input: RequestInfo, init?: RequestInit) =>
    world?.fetch(new Request(input, init)) ?? before(input, init)) as typeof fetch;
});
afterAll(() => {
  globalThis.fetch = before;
});

/**
 * What the two payment services hold in the end is read from their own state, not by the code under test: what an order
 * that stands was paid with is exactly its price, and of every other all that was taken went back.
 */
test(`whatever becomes of answers and events, captured is ordered, or given back (seed ${seed})`, async () => {
  console.log(`payments simulation: seed ${seed}, ${schedules} schedules (repeat with SIM_SEED=${seed})`);
  const db = openDb(sqliteD1());
  const signer = await makeSigner(0, 2 * Date.now());
  const seen = new Map<string, number>();
  const count = (what: string, by = 1) => seen.set(what, (seen.get(what) ?? 0) + by);
  for (let schedule = 0; schedule < schedules; schedule++) {
    const rng = new Rng(seed + schedule);
    world = await OrderWorld.open(db, rng, signer);
    for (let step = 0; step < 60; step++) await world.step();
    await world.comeToRest();
    let standing = 0;
    for (const orderId of world.orderIds) {
      const row = await findOrder(db, orderId);
      if (!row) throw new Error(`no order ${orderId}`);
      const { capturedMinor, returnedMinor, openDispute } = world.moneyOf(orderId);
      const where = `seed ${seed + schedule}, order ${orderId}, ${row.state}`;
      count(row.state);
      if (row.endReason) count(row.endReason);
      expect(openDispute, where).toBe(false);
      expect([row.capturedMinor, row.refundedMinor], where).toEqual([capturedMinor, returnedMinor]);
      expect(returnedMinor, where).toBeLessThanOrEqual(capturedMinor);
      if (row.state === "cancelled") expect(capturedMinor, where).toBe(0);
      else if (row.state === "refunded") expect(returnedMinor, where).toBe(capturedMinor);
      else if (row.state !== "created") {
        standing++;
        expect(capturedMinor, where).toBe(row.totalMinor);
        expect(returnedMinor, where).toBe(Math.min(row.refundDueMinor, capturedMinor));
      } else expect(capturedMinor, where).toBe(0);
    }
    expect(standing, `seed ${seed + schedule}`).toBeLessThanOrEqual(1);
    for (const [what, n] of world.seen) count(what, n);
  }
  const numbers = await db.all<{ n: number }>(
    sql`SELECT receipt_number AS n FROM orders WHERE receipt_number IS NOT NULL ORDER BY n`,
  );
  expect(numbers.map(({ n }) => n)).toEqual(numbers.map((_, i) => i + 1));
  console.log(`payments simulation: ${JSON.stringify(Object.fromEntries(seen))}`);
  // Schedules in which nothing goes wrong would prove nothing. (A few, run to look at one of them, need not have it all.)
  if (schedules < 300) return;
  for (const what of ["paid", "shipped", "cancelled", "refunded", "dispute", "overtaken", "unanswered", "PENDING"]) {
    expect(seen.get(what) ?? 0, what).toBeGreaterThan(0);
  }
  for (const what of ["DECLINED", "payment-altered", "payment-denied", "quote-expired", "customer"]) {
    expect(seen.get(what) ?? 0, what).toBeGreaterThan(0);
  }
}, 600_000);
