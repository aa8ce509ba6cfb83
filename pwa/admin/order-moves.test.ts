import { expect, test } from "vitest";
import { orderStates } from "#contract/order";
import { mayRefund, movesOf, promisedBackMinor, shopMayCancel } from "./order-moves.ts";

test("A paid order is printed, then shipped, then done; nothing else is offered", () => {
  const offered = orderStates.flatMap((state) => movesOf({ state, hold: null }).map((to) => `${state} to ${to}`));
  expect(offered).toEqual(["paid to printing", "paid to shipped", "printing to shipped", "shipped to done"]);
});

test("Nothing that is held is moved, and a disputed order is not cancelled either", () => {
  for (const state of orderStates) {
    expect(movesOf({ state, hold: "disputed" })).toEqual([]);
    expect(shopMayCancel({ state, hold: "disputed" })).toBe(false);
  }
  expect(shopMayCancel({ state: "printing", hold: null })).toBe(true);
  expect(shopMayCancel({ state: "shipped", hold: null })).toBe(false);
});

test("Money can be given back until all of what was taken is promised", () => {
  const order = { state: "shipped", hold: null, capturedMinor: 900, refundedMinor: 100, refundDueMinor: 300 } as const;
  expect(promisedBackMinor(order)).toBe(300);
  expect(mayRefund(order)).toBe(true);
  expect(mayRefund({ ...order, refundDueMinor: 900 })).toBe(false);
  expect(mayRefund({ ...order, capturedMinor: 0, refundedMinor: 0, refundDueMinor: 0 })).toBe(false);
});
