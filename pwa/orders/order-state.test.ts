import { expect, test } from "vitest";
import { orderStates } from "#contract/order";
import { isLost, lookAgainInMs, movesSoon, owedMinor, payUrlOf, stepsReached } from "./order-state.ts";

const order = { state: "created", capturedMinor: 0, refundedMinor: 0, payUrl: "https://pay.example/1", expiresMs: 100 };
const of = <State extends (typeof orderStates)[number]>(state: State, capturedMinor = 0, refundedMinor = 0) => ({
  ...order,
  ...{ state, capturedMinor, refundedMinor },
});

test("An order goes from unpaid over four steps, and one that is off goes none", () => {
  expect(orderStates.map(stepsReached)).toEqual([0, 0, 0, 1, 2, 3, 4, null, null]);
});

test("An order is paid only while nobody has, and its price holds", () => {
  expect(payUrlOf(of("created"), 99)).toBe("https://pay.example/1");
  expect(payUrlOf(of("created"), 100)).toBeNull();
  expect(payUrlOf(of("paid"), 99)).toBeNull();
});

test("An order is had anew once it is off or too late, not while it can be paid or was", () => {
  expect(orderStates.filter((state) => isLost(of(state), 99))).toEqual(["cancelled", "refunded"]);
  expect(orderStates.filter((state) => isLost(of(state), 100))).toEqual(["created", "cancelled", "refunded"]);
});

test("A cancelled order is asked after until all of the money is back", () => {
  expect(owedMinor(of("cancelled", 900, 0))).toBe(900);
  expect(movesSoon(of("cancelled", 900, 300))).toBe(true);
  expect(movesSoon(of("cancelled", 900, 900))).toBe(false);
  expect(movesSoon(of("cancelled"))).toBe(false);
  expect(owedMinor(of("shipped", 900, 300))).toBe(0);
});

test("A payment that is being taken is asked after, one that waits for a person or the shop is not", () => {
  expect(orderStates.filter((state) => movesSoon(of(state)))).toEqual(["approved", "pending"]);
});

test("A payment is asked after more and more seldom, once a minute in the end", () => {
  const waits = [0, 1, 2, 5, 10, 50].map((looks) => lookAgainInMs(of("pending"), looks) ?? 0);
  expect(waits[0]).toBe(2_000);
  expect([...waits].sort((a, b) => a - b)).toEqual(waits);
  expect(waits.at(-1)).toBe(60_000);
});

test("What waits for others is looked at once a minute, a dispute of a finished one too; what is over is not", () => {
  for (const state of ["created", "paid", "printing", "shipped", "done"] as const)
    expect(lookAgainInMs(of(state), 0), state).toBe(60_000);
  for (const state of ["cancelled", "refunded"] as const) expect(lookAgainInMs(of(state), 0), state).toBeNull();
});
