import type { OrderEnd, OrderHold, OrderState } from "#contract/order";
import type { Currency } from "#contract/price-book";

/** What the rules need to know of an order; money in minor units. */
export interface Order {
  readonly state: OrderState;
  readonly hold: OrderHold | null;
  readonly endReason: OrderEnd | null;
  readonly currency: Currency;
  readonly totalMinor: number;
  /** The quote's: nothing is taken from then on. */
  readonly expiresMs: number;
  readonly createdAtMs: number;
  readonly paidAtMs: number | null;
  /** As the payment service told last. What a lost dispute took counts as given back. */
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  /** What shall have been given back altogether; what was not taken cannot be. */
  readonly refundDueMinor: number;
  /** When the payment service was last asked to take or give, and has not shown that it did. */
  readonly captureAskedAtMs: number | null;
  readonly refundAskedAtMs: number | null;
  /** The buyer's means of payment was refused; another has to be chosen first. */
  readonly declined: boolean;
  /** How often it was refused: the next capture is another request. */
  readonly declines: number;
}

/** A payment as the payment service has it now: asked for, never taken from what a webhook says. */
export interface PaymentFacts {
  readonly stage: "open" | "approved" | "pending" | "captured" | "denied" | "gone";
  readonly currency: string;
  readonly amountMinor: number;
  readonly payeeIsUs: boolean;
  readonly captureRef: string | null;
  readonly capturedMinor: number;
  /** Also what is on its way back. */
  readonly refundedMinor: number;
  readonly dispute: "none" | "open" | "lost";
  /** What a lost dispute took. */
  readonly lostMinor: number;
}

export type OrderCommand =
  | { readonly do: "capture" }
  /** `refundedMinor`: what had been given back before; with the amount it names this refund. */
  | { readonly do: "refund"; readonly minor: number; readonly refundedMinor: number }
  /** Let nobody pay any more. */
  | { readonly do: "abandon" };

export interface Step {
  readonly order: Order;
  readonly commands: readonly OrderCommand[];
}

/** After so long without a sign the payment service is asked to take or give again, under the same key. */
export const askAgainAfterMs = 120_000;

const unpaid: ReadonlySet<OrderState> = new Set(["created", "approved", "pending"]);
export const isUnpaid = (order: Pick<Order, "state">): boolean => unpaid.has(order.state);
const isOff = ({ state }: Order): boolean => state === "cancelled" || state === "refunded";
const isDue = (askedAtMs: number | null, nowMs: number): boolean =>
  askedAtMs === null || nowMs - askedAtMs >= askAgainAfterMs;

/** All that shall be given back is what there is, also what is taken later. */
const end = (order: Order, endReason: OrderEnd): Order => ({
  ...order,
  ...{ state: "cancelled", endReason: order.endReason ?? endReason, refundDueMinor: Number.MAX_SAFE_INTEGER },
});

function isAltered(order: Order, facts: PaymentFacts): boolean {
  const other = facts.currency !== order.currency || facts.amountMinor !== order.totalMinor || !facts.payeeIsUs;
  return other || (facts.stage === "captured" && facts.capturedMinor !== order.totalMinor);
}

/** The payment as it is now, and what follows from it. The same facts twice change nothing more. */
export function onPayment(before: Order, facts: PaymentFacts, nowMs: number): Step {
  // What was taken was taken: the service has forgotten, or answers from before.
  if (facts.capturedMinor < before.capturedMinor) return { order: before, commands: [] };
  const refundedMinor = facts.refundedMinor + facts.lostMinor;
  const known = {
    ...before,
    ...{ capturedMinor: facts.capturedMinor, refundedMinor },
    refundAskedAtMs: refundedMinor > before.refundedMinor ? null : before.refundAskedAtMs,
  };
  const disputed = facts.dispute === "open";
  const hold: OrderHold | null = known.hold === "payment-altered" ? known.hold : disputed ? "disputed" : null;
  const altered = facts.stage !== "gone" && facts.stage !== "denied" && isAltered(before, facts);
  const order = altered ? { ...end(known, "payment-altered"), hold: "payment-altered" as const } : { ...known, hold };
  return givenBack(byStage(order, facts, nowMs), facts, nowMs);
}

function byStage(order: Order, facts: PaymentFacts, nowMs: number): Step {
  switch (facts.stage) {
    case "open":
    case "approved":
      return unpaidYet(order, facts.stage, nowMs);
    case "pending":
      return { order: isUnpaid(order) ? { ...order, state: "pending", captureAskedAtMs: null } : order, commands: [] };
    case "captured": {
      const paid = { state: "paid", paidAtMs: order.paidAtMs ?? nowMs, captureAskedAtMs: null } as const;
      return { order: isUnpaid(order) ? { ...order, ...paid } : order, commands: [] };
    }
    case "denied":
      return { order: isUnpaid(order) ? end(order, "payment-denied") : order, commands: [] };
    case "gone":
      return { order: isUnpaid(order) ? end(order, "abandoned") : order, commands: [] };
  }
}

function unpaidYet(order: Order, stage: "open" | "approved", nowMs: number): Step {
  if (isOff(order)) return { order, commands: [{ do: "abandon" }] };
  if (!isUnpaid(order)) return { order, commands: [] };
  if (nowMs >= order.expiresMs) return { order: end(order, "quote-expired"), commands: [{ do: "abandon" }] };
  if (stage === "open" || order.declined) return { order: { ...order, state: "created" }, commands: [] };
  const approved = { ...order, state: "approved" as const };
  if (!isDue(order.captureAskedAtMs, nowMs)) return { order: approved, commands: [] };
  return { order: { ...approved, captureAskedAtMs: nowMs }, commands: [{ do: "capture" }] };
}

/** What is owed to the buyer goes back; not while a dispute is open, in which the payment service decides. */
function givenBack({ order, commands }: Step, facts: PaymentFacts, nowMs: number): Step {
  const { capturedMinor, refundedMinor, refundDueMinor } = order;
  if (capturedMinor > 0 && refundedMinor >= capturedMinor) {
    return { order: { ...order, state: "refunded", refundAskedAtMs: null }, commands };
  }
  const minor = Math.min(refundDueMinor, capturedMinor) - refundedMinor;
  const waits = facts.dispute === "open" || !isDue(order.refundAskedAtMs, nowMs);
  if (minor <= 0 || waits) return { order, commands };
  const refund = { do: "refund", minor, refundedMinor } as const;
  return { order: { ...order, refundAskedAtMs: nowMs }, commands: [...commands, refund] };
}

/** The payment service has refused the buyer's means of payment. */
export const onDeclined = (order: Order): Order =>
  order.state === "approved"
    ? { ...order, state: "created", declined: true, declines: order.declines + 1, captureAskedAtMs: null }
    : order;

/** The buyer comes back from the payment service's page and wants to pay, perhaps with something else than before. */
/** Not paid, because the last that was tried was declined; also where another than the buyer heard of it first. */
export const isDeclined = ({ state, declines }: Pick<Order, "state" | "declines">): boolean =>
  state === "created" && declines > 0;

export const onApprovedAgain = (order: Order): Order => (order.declined ? { ...order, declined: false } : order);

export type OrderWish =
  | { readonly wish: "cancel"; readonly by: "customer" | "shop" }
  | { readonly wish: "refund"; readonly totalMinor: number }
  | { readonly wish: "move"; readonly to: "printing" | "shipped" | "done" };

const from: Record<"printing" | "shipped" | "done", readonly OrderState[]> = {
  printing: ["paid"],
  shipped: ["paid", "printing"],
  done: ["shipped"],
};
const cancellable: Record<"customer" | "shop", readonly OrderState[]> = {
  customer: ["created", "approved", "pending", "paid"],
  shop: ["created", "approved", "pending", "paid", "printing"],
};

export const mayCancel = (order: Pick<Order, "state" | "hold">, by: "customer" | "shop"): boolean =>
  order.hold !== "disputed" && cancellable[by].includes(order.state);

/** What the buyer or the shop wants; null: not (or no longer) possible. Where it is so already, the order as it is. */
export function onWish(order: Order, wish: OrderWish): Order | null {
  switch (wish.wish) {
    case "cancel":
      if (isOff(order)) return order;
      return mayCancel(order, wish.by) ? end(order, wish.by) : null;
    case "refund": {
      const { capturedMinor, refundDueMinor } = order;
      if (isOff(order)) return wish.totalMinor <= capturedMinor ? order : null;
      if (capturedMinor === 0 || wish.totalMinor > capturedMinor) return null;
      const all = wish.totalMinor === capturedMinor;
      if (all && (order.state === "paid" || order.state === "printing")) return end(order, "shop");
      return { ...order, refundDueMinor: Math.max(refundDueMinor, wish.totalMinor) };
    }
    case "move":
      if (order.state === wish.to) return order;
      return order.hold === null && from[wish.to].includes(order.state) ? { ...order, state: wish.to } : null;
  }
}

const minuteMs = 60_000;
const dayMs = 1440 * minuteMs;
const disputableMs = 180 * dayMs;

/** When to ask the payment service next, in case its webhook gets lost; null: nothing can come any more. */
export function nextCheckMs(order: Order, stage: PaymentFacts["stage"], nowMs: number): number | null {
  const owed = Math.min(order.refundDueMinor, order.capturedMinor) > order.refundedMinor;
  const living = isUnpaid(order) || owed || (isOff(order) && stage === "pending") || order.hold === "disputed";
  if (living) {
    const sinceMs = nowMs - order.createdAtMs;
    const wait = Math.min(360 * minuteMs, Math.max(2 * minuteMs, Math.floor(sinceMs / 2)));
    // Money that is owed, or a payment that may be taken just now, does not wait for hours.
    return nowMs + (order.captureAskedAtMs !== null || (owed && order.hold === null) ? 2 * minuteMs : wait);
  }
  if (order.paidAtMs === null || order.state === "refunded") return null;
  return nowMs - order.paidAtMs < disputableMs ? nowMs + dayMs : null;
}
