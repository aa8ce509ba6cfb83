import type { OrderState, OrderSummary, OrderView } from "#contract/order";
import type { Tone } from "../ui/tone.ts";

export const toneOfOrder: Record<OrderState, Tone> = {
  ...{ created: "warn", approved: "blue", pending: "blue", paid: "blue", printing: "blue", shipped: "good" },
  ...{ done: "good", cancelled: "bad", refunded: "plain" },
};

/** The way of every order that goes well. */
export const orderSteps = ["paid", "printing", "shipped", "done"] as const satisfies readonly OrderState[];
export type OrderStep = (typeof orderSteps)[number];

/** How many of the steps are behind an order; null: it has ended otherwise. A step that was left out counts as reached. */
export function stepsReached(state: OrderState): number | null {
  if (state === "cancelled" || state === "refunded") return null;
  return (orderSteps as readonly OrderState[]).indexOf(state) + 1;
}

/** What was paid and is not back yet, of an order that is off. */
export function owedMinor(order: Pick<OrderSummary, "state" | "capturedMinor" | "refundedMinor">): number {
  return order.state === "cancelled" ? Math.max(0, order.capturedMinor - order.refundedMinor) : 0;
}

/** Whether it moves by itself soon, without the shop: a payment that is being taken, or money on its way back. */
export const movesSoon = (order: Pick<OrderSummary, "state" | "capturedMinor" | "refundedMinor">): boolean =>
  order.state === "approved" || order.state === "pending" || owedMinor(order) > 0;

/** Where to pay it now; null: it is paid, off, or too late. */
export const payUrlOf = (order: Pick<OrderView, "state" | "payUrl" | "expiresMs">, nowMs: number): string | null =>
  order.state === "created" && nowMs < order.expiresMs ? order.payUrl : null;

/** Whether it can only be had by another order, at today's price. */
export const isLost = ({ state, expiresMs }: Pick<OrderView, "state" | "expiresMs">, nowMs: number): boolean =>
  state === "cancelled" || state === "refunded" || (state === "created" && nowMs >= expiresMs);

const firstLookMs = 2_000;
const longestMs = 60_000;

/** Gently: the longer it takes, the more seldom it is asked for. */
const nextLookMs = (looks: number): number => Math.min(longestMs, firstLookMs * 1.6 ** looks);

/** When to ask after it again: the shop, a bank or another device may move it at any time. null: nothing more comes. */
export function lookAgainInMs(
  order: Pick<OrderSummary, "state" | "capturedMinor" | "refundedMinor">,
  looks: number,
): number | null {
  if (movesSoon(order)) return nextLookMs(looks);
  return order.state === "cancelled" || order.state === "refunded" ? null : longestMs;
}

/** Ids are long; people need a name to call an order by. */
export const shortId = (orderId: string): string => orderId.slice(0, 8).toUpperCase();
