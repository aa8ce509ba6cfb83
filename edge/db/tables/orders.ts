import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type {
  OrderEnd,
  OrderHold,
  OrderLine,
  OrderState,
  PaymentMethod,
  ShippingAddress,
  Tracking,
} from "#contract/order";
import type { Currency } from "#contract/price-book";
import type { OrderPrice } from "#contract/quote";

/** An order of a quote, with what was ordered and its price as they were: a quote may be deleted, a receipt stays. */
export const orders = sqliteTable(
  "orders",
  {
    orderId: text("order_id").primaryKey(),
    ownerId: text("owner_id").notNull(),
    quoteId: text("quote_id").notNull(),
    method: text("method").$type<PaymentMethod>().notNull(),
    state: text("state").$type<OrderState>().notNull(),
    hold: text("hold").$type<OrderHold>(),
    endReason: text("end_reason").$type<OrderEnd>(),
    currency: text("currency").$type<Currency>().notNull(),
    totalMinor: integer("total_minor").notNull(),
    lines: text("lines", { mode: "json" }).$type<OrderLine[]>().notNull(),
    price: text("price", { mode: "json" }).$type<OrderPrice>().notNull(),
    shipping: text("shipping").notNull(),
    /** Where it goes, of which only this much is kept for the tax. */
    country: text("country").notNull(),
    /** PayPal's order, or Stripe's Checkout session; null until it was made. */
    paymentRef: text("payment_ref"),
    payUrl: text("pay_url"),
    captureRef: text("capture_ref"),
    capturedMinor: integer("captured_minor").notNull().default(0),
    refundedMinor: integer("refunded_minor").notNull().default(0),
    refundDueMinor: integer("refund_due_minor").notNull().default(0),
    captureAskedAtMs: integer("capture_asked_at_ms"),
    refundAskedAtMs: integer("refund_asked_at_ms"),
    declined: integer("declined", { mode: "boolean" }).notNull().default(false),
    declines: integer("declines").notNull().default(0),
    receiptNumber: integer("receipt_number").unique(),
    tracking: text("tracking", { mode: "json" }).$type<Tracking>(),
    expiresMs: integer("expires_ms").notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
    paidAtMs: integer("paid_at_ms"),
    /** When the payment service is asked next; null: not any more. */
    checkAtMs: integer("check_at_ms"),
    /** The last write: who does not name it in the next one was overtaken. */
    writeId: text("write_id").notNull(),
  },
  (t) => [
    // Two orders of one quote would be paid twice.
    uniqueIndex("orders_quote_once").on(t.quoteId).where(sql`state NOT IN ('cancelled', 'refunded')`),
    uniqueIndex("orders_payment").on(t.method, t.paymentRef),
    index("orders_owner").on(t.ownerId, t.createdAtMs),
    index("orders_state").on(t.state, t.createdAtMs),
    index("orders_check").on(t.checkAtMs).where(sql`check_at_ms IS NOT NULL`),
  ],
);

/** Who it goes to; erased with its owner, while the order stays in the books. */
export const orderAddresses = sqliteTable("order_addresses", {
  orderId: text("order_id").primaryKey(),
  ownerId: text("owner_id").notNull(),
  address: text("address", { mode: "json" }).$type<ShippingAddress>().notNull(),
});

export const orderHistory = sqliteTable(
  "order_history",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    orderId: text("order_id").notNull(),
    state: text("state").$type<OrderState>().notNull(),
    hold: text("hold").$type<OrderHold>(),
    atMs: integer("at_ms").notNull(),
  },
  (t) => [index("order_history_order").on(t.orderId, t.id)],
);

/** Events of payments that have had their effect; stored in the batch of that effect. */
export const paymentEvents = sqliteTable("payment_events", {
  eventId: text("event_id").primaryKey(),
  orderId: text("order_id").notNull(),
  type: text("type").notNull(),
  receivedAtMs: integer("received_at_ms").notNull(),
});
