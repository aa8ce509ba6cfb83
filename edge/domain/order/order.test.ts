import { array, assert, constantFrom, integer, oneof, property, record, tuple } from "fast-check";
import { expect, test } from "vitest";
import { askAgainAfterMs, nextCheckMs, type Order, onDeclined, onPayment, onWish, type PaymentFacts } from "./order.ts";

const hour = 3_600_000;
const day = 24 * hour;
const order: Order = {
  ...{ state: "created", hold: null, endReason: null, currency: "gbp", totalMinor: 1200, expiresMs: 14 * day },
  ...{ createdAtMs: 0, paidAtMs: null, capturedMinor: 0, refundedMinor: 0, refundDueMinor: 0 },
  ...{ captureAskedAtMs: null, refundAskedAtMs: null, declined: false, declines: 0 },
};
const facts: PaymentFacts = {
  ...{ stage: "open", currency: "gbp", amountMinor: 1200, payeeIsUs: true, captureRef: null, capturedMinor: 0 },
  ...{ refundedMinor: 0, dispute: "none", lostMinor: 0 },
};
const approved: PaymentFacts = { ...facts, stage: "approved" };
const captured: PaymentFacts = { ...facts, stage: "captured", captureRef: "c", capturedMinor: 1200 };
const paid = onPayment(order, captured, 5).order;

test("what is agreed to is taken once, and asked about before it is asked for again", () => {
  const first = onPayment(order, approved, 10);
  expect(first.commands).toEqual([{ do: "capture" }]);
  const again = onPayment(first.order, approved, 10 + askAgainAfterMs - 1);
  expect([again.commands, again.order.state]).toEqual([[], "approved"]);
  expect(onPayment(first.order, approved, 10 + askAgainAfterMs).commands).toEqual([{ do: "capture" }]);
  const done = onPayment(first.order, captured, 20);
  expect([done.order.state, done.order.paidAtMs, done.commands]).toEqual(["paid", 20, []]);
});

test.each([
  ["amount", { amountMinor: 1199 }],
  ["currency", { currency: "eur" }],
  ["payee", { payeeIsUs: false }],
])("another %s than was asked for is not taken; taken all the same it is held and given back", (_, change) => {
  const before = onPayment(order, { ...approved, ...change }, 10);
  expect(before.order).toMatchObject({ state: "cancelled", hold: "payment-altered", endReason: "payment-altered" });
  expect(before.commands).toEqual([{ do: "abandon" }]);
  const after = onPayment(order, { ...captured, ...change }, 10);
  expect(after.order).toMatchObject({ state: "cancelled", hold: "payment-altered" });
  expect(after.commands).toEqual([{ do: "refund", minor: 1200, refundedMinor: 0 }]);
});

test("after the quote has expired nothing is taken", () => {
  const late = onPayment(order, approved, 14 * day);
  expect([late.order.state, late.order.endReason]).toEqual(["cancelled", "quote-expired"]);
  expect(late.commands).toEqual([{ do: "abandon" }]);
  expect(onPayment(order, approved, 14 * day - 1).commands).toEqual([{ do: "capture" }]);
});

test("a pending capture holds the order; denied it is over, let go of it is paid", () => {
  const pending = onPayment(order, { ...facts, stage: "pending", captureRef: "c" }, 10).order;
  expect(pending.state).toBe("pending");
  expect(onWish(pending, { wish: "move", to: "printing" })).toBeNull();
  expect(onPayment(pending, { ...facts, stage: "denied" }, 20).order).toMatchObject({
    ...{ state: "cancelled", endReason: "payment-denied" },
  });
  expect(onPayment(pending, captured, 20).order.state).toBe("paid");
});

test("a dispute holds the order and keeps refunds back; won it goes on, lost it counts as given back", () => {
  const disputed = onPayment(paid, { ...captured, dispute: "open" }, 10).order;
  expect([disputed.state, disputed.hold]).toEqual(["paid", "disputed"]);
  for (const wish of [{ wish: "move", to: "printing" } as const, { wish: "cancel", by: "customer" } as const]) {
    expect(onWish(disputed, wish)).toBeNull();
  }
  const due = onWish(disputed, { wish: "refund", totalMinor: 100 }) ?? disputed;
  expect(onPayment(due, { ...captured, dispute: "open" }, 20).commands).toEqual([]);
  expect(onPayment(due, captured, 30).commands).toEqual([{ do: "refund", minor: 100, refundedMinor: 0 }]);
  expect(onPayment(disputed, captured, 30).order).toMatchObject({ state: "paid", hold: null });
  expect(onPayment(disputed, { ...captured, dispute: "lost", lostMinor: 1200 }, 30).order.state).toBe("refunded");
});

test("a declined means of payment waits for another", () => {
  const asked = onPayment(order, approved, 10).order;
  const declined = onDeclined(asked);
  expect(declined).toMatchObject({ state: "created", declined: true, declines: 1 });
  expect(onPayment(declined, approved, day).commands).toEqual([]);
});

test("what is cancelled while it is taken goes back", () => {
  const asked = onPayment(order, approved, 10).order;
  const off = onWish(asked, { wish: "cancel", by: "customer" }) ?? asked;
  expect(onPayment(off, captured, 20).commands).toEqual([{ do: "refund", minor: 1200, refundedMinor: 0 }]);
  const back = onPayment(off, { ...captured, refundedMinor: 1200 }, 30);
  expect([back.order.state, back.commands]).toEqual(["refunded", []]);
});

test("a refund in parts comes to what was asked for altogether, once", () => {
  const due = onWish(paid, { wish: "refund", totalMinor: 500 }) ?? paid;
  expect(onWish(due, { wish: "refund", totalMinor: 500 })?.refundDueMinor).toBe(500);
  expect(onWish(due, { wish: "refund", totalMinor: 1201 })).toBeNull();
  const asked = onPayment(due, captured, 10);
  expect(asked.commands).toEqual([{ do: "refund", minor: 500, refundedMinor: 0 }]);
  expect(onPayment(asked.order, captured, 11).commands).toEqual([]);
  const more = onWish(onPayment(asked.order, { ...captured, refundedMinor: 500 }, 12).order, {
    ...({ wish: "refund", totalMinor: 700 } as const),
  });
  expect(onPayment(more ?? paid, { ...captured, refundedMinor: 500 }, 13).commands).toEqual([
    { do: "refund", minor: 200, refundedMinor: 500 },
  ]);
});

test("the shop prints what is paid, in order; a buyer cancels until then", () => {
  expect(onWish(order, { wish: "move", to: "printing" })).toBeNull();
  const printing = onWish(paid, { wish: "move", to: "printing" }) ?? paid;
  expect(onWish(printing, { wish: "cancel", by: "customer" })).toBeNull();
  expect(onWish(printing, { wish: "cancel", by: "shop" })?.state).toBe("cancelled");
  const shipped = onWish(printing, { wish: "move", to: "shipped" }) ?? printing;
  expect(onWish(shipped, { wish: "move", to: "printing" })).toBeNull();
  expect(onWish(shipped, { wish: "move", to: "done" })?.state).toBe("done");
  expect(onWish(shipped, { wish: "move", to: "shipped" })).toBe(shipped);
});

test("what is not settled is asked about again, less and less often; what is over is not", () => {
  expect(nextCheckMs(order, "open", 0)).toBe(120_000);
  expect(nextCheckMs(order, "open", 8 * hour)).toBe(12 * hour);
  expect(nextCheckMs(order, "open", 5 * day)).toBe(5 * day + 6 * hour);
  expect(nextCheckMs({ ...order, state: "cancelled" }, "open", day)).toBeNull();
  expect(nextCheckMs({ ...order, state: "cancelled" }, "pending", day)).not.toBeNull();
  expect(nextCheckMs(paid, "captured", day)).toBe(2 * day);
  expect(nextCheckMs(paid, "captured", 200 * day)).toBeNull();
});

const anyFacts = record({
  stage: constantFrom("open", "approved", "pending", "captured", "denied", "gone"),
  currency: constantFrom("gbp", "gbp", "gbp", "eur"),
  amountMinor: constantFrom(1200, 1200, 1200, 1),
  payeeIsUs: constantFrom(true, true, true, false),
  refundedMinor: constantFrom(0, 0, 300, 1200),
  dispute: constantFrom("none", "none", "open", "lost"),
}).map(({ stage, refundedMinor, dispute, amountMinor, ...rest }): PaymentFacts => {
  const taken = stage === "captured";
  const capturedMinor = taken ? amountMinor : 0;
  const refunded = Math.min(capturedMinor, refundedMinor);
  const lostMinor = taken && dispute === "lost" ? capturedMinor - refunded : 0;
  return {
    ...{ ...rest, stage, amountMinor, capturedMinor, lostMinor, captureRef: taken ? "c" : null },
    ...{ refundedMinor: refunded, dispute: taken ? dispute : "none" },
  };
});
const anyWish = constantFrom(
  ...([
    { wish: "cancel", by: "customer" },
    { wish: "cancel", by: "shop" },
  ] as const),
  ...([
    { wish: "refund", totalMinor: 300 },
    { wish: "refund", totalMinor: 1200 },
  ] as const),
  ...([
    { wish: "move", to: "printing" },
    { wish: "move", to: "shipped" },
    { wish: "move", to: "done" },
  ] as const),
);

test("whatever comes: money is whole, never more goes back than was taken, and nothing is printed unpaid", () => {
  const steps = array(tuple(oneof(anyFacts, anyWish), integer({ min: 0, max: 20 * hour })), { maxLength: 30 });
  assert(
    property(steps, (all) => {
      let now = 0;
      let at: Order = order;
      for (const [event, wait] of all) {
        now += wait;
        const before = at;
        if ("wish" in event) {
          at = onWish(at, event) ?? at;
          if (event.wish === "move" && at !== before) expect([before.hold, before.capturedMinor]).toEqual([null, 1200]);
          continue;
        }
        const step = onPayment(at, event, now);
        at = step.order;
        for (const command of step.commands) {
          if (command.do === "refund") {
            expect(Number.isSafeInteger(command.minor) && command.minor > 0).toBe(true);
            expect(command.minor + at.refundedMinor).toBeLessThanOrEqual(event.capturedMinor);
            expect(event.dispute).not.toBe("open");
          }
          if (command.do === "capture") {
            expect([event.stage, event.amountMinor, event.currency, event.payeeIsUs]).toEqual([
              ...["approved", 1200, "gbp", true],
            ]);
            expect(now).toBeLessThan(at.expiresMs);
          }
        }
        // The same facts again, at once, change nothing and ask for nothing but that nobody pays any more.
        const again = onPayment(at, event, now);
        expect(again.order).toEqual(at);
        expect(again.commands.filter(({ do: what }) => what !== "abandon")).toEqual([]);
      }
    }),
    { numRuns: 2000 },
  );
});
