import type { AdminOrder, OrderSummary, OrderView } from "#contract/order";
import type { Db } from "../../db/client.ts";
import { addressOf, historyOf, type ListedOrder, type OrderRow } from "../../db/orders.ts";
import { isDeclined, mayCancel } from "../../domain/order/order.ts";

export const summaryOf = (row: OrderRow | ListedOrder): OrderSummary => ({
  ...{ orderId: row.orderId, quoteId: row.quoteId, receiptNumber: row.receiptNumber, state: row.state },
  ...{ hold: row.hold, endReason: row.endReason, method: row.method, currency: row.currency },
  ...{ totalMinor: row.totalMinor, capturedMinor: row.capturedMinor, refundedMinor: row.refundedMinor },
  ...{ createdAtMs: row.createdAtMs, paidAtMs: row.paidAtMs },
});

export async function orderView(db: Db, row: OrderRow): Promise<OrderView> {
  return {
    ...summaryOf(row),
    ...{ lines: row.lines, price: row.price, shipping: row.shipping, address: await addressOf(db, row.orderId) },
    ...{ tracking: row.tracking, payUrl: row.state === "created" ? row.payUrl : null, expiresMs: row.expiresMs },
    declined: isDeclined(row),
    ...{ mayCancel: mayCancel(row, "customer"), history: await historyOf(db, row.orderId) },
  };
}

export async function adminOrderView(db: Db, row: OrderRow): Promise<AdminOrder> {
  const { ownerId, paymentRef, captureRef } = row;
  const refundDueMinor = Math.min(row.refundDueMinor, row.capturedMinor);
  return { ...(await orderView(db, row)), ownerId, paymentRef, captureRef, refundDueMinor };
}
