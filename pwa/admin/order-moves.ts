import type { AdminOrder } from "#contract/order";

type Standing = Pick<AdminOrder, "state" | "hold" | "capturedMinor" | "refundedMinor" | "refundDueMinor">;
export type OrderMove = "printing" | "shipped" | "done";

const moves: Partial<Record<AdminOrder["state"], readonly OrderMove[]>> = {
  paid: ["printing", "shipped"],
  printing: ["shipped"],
  shipped: ["done"],
};
const cancellable: ReadonlySet<AdminOrder["state"]> = new Set(["created", "approved", "pending", "paid", "printing"]);

/** What the shop is offered; the server has the last word. Nothing that is held is printed or sent. */
export const movesOf = ({ state, hold }: Pick<Standing, "state" | "hold">): readonly OrderMove[] =>
  hold === null ? (moves[state] ?? []) : [];

export const shopMayCancel = ({ state, hold }: Pick<Standing, "state" | "hold">): boolean =>
  hold !== "disputed" && cancellable.has(state);

/** More than this has to be given back, for it to be another refund. */
export const promisedBackMinor = (order: Standing): number => Math.max(order.refundedMinor, order.refundDueMinor);

export const mayRefund = (order: Standing): boolean => promisedBackMinor(order) < order.capturedMinor;
