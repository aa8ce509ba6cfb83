import * as v from "valibot";
import { instantMsSchema, sha256Schema, uuidSchema } from "./ids.ts";
import { countrySchema } from "./price-book.ts";
import { lineChoiceSchema, slugSchema } from "./print-settings.ts";
import { linePriceSchema, orderPriceSchema } from "./quote.ts";

/**
 * `created`: nobody has paid; `approved`: the buyer has, and nothing is taken yet; `pending`: taken, and the payment service
 * has not let go of it; `refunded`: all that was taken was given back.
 */
export const orderStates = [
  ...(["created", "approved", "pending", "paid", "printing", "shipped", "done", "cancelled", "refunded"] as const),
] as const;
export const orderStateSchema = v.picklist(orderStates);
export type OrderState = v.InferOutput<typeof orderStateSchema>;

/** While an order is held, nothing is printed or sent. */
export const orderHoldSchema = v.picklist(["payment-altered", "disputed"]);
export type OrderHold = v.InferOutput<typeof orderHoldSchema>;

export const orderEndSchema = v.picklist([
  ...(["customer", "shop", "quote-expired", "payment-denied", "payment-altered", "abandoned"] as const),
]);
export type OrderEnd = v.InferOutput<typeof orderEndSchema>;

export const paymentMethodSchema = v.picklist(["paypal", "stripe"]);
export type PaymentMethod = v.InferOutput<typeof paymentMethodSchema>;

// Control characters would break mails, labels and spreadsheets.
const line = (charsMax: number) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.minLength(1),
    v.maxLength(charsMax),
    v.regex(/^[ -~\u00a0-\uffff]*$/, "one line of text"),
  );

export const shippingAddressSchema = v.object({
  name: line(100),
  line1: line(120),
  line2: v.optional(line(120)),
  city: line(80),
  region: v.optional(line(80)),
  postcode: line(16),
  country: countrySchema,
  /** Where the receipt and news of the order go. */
  email: v.pipe(v.string(), v.trim(), v.email(), v.maxLength(254)),
  /** Of a business: printed on the receipt. The tax stays what the quote says. */
  vatId: v.optional(v.pipe(v.string(), v.trim(), v.regex(/^[A-Za-z]{2}[0-9A-Za-z+* .-]{2,16}$/, "a VAT id"))),
});
export type ShippingAddress = v.InferOutput<typeof shippingAddressSchema>;

/** `POST /payment/create-order`. `shipping` and the address's country are those of the quote: the price depends on them. */
export const createOrderSchema = v.object({
  quoteId: uuidSchema,
  address: shippingAddressSchema,
  shipping: slugSchema,
  method: paymentMethodSchema,
});
export type CreateOrder = v.InferOutput<typeof createOrderSchema>;

const minor = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1e15));

export const orderLineSchema = v.object({
  lineId: uuidSchema,
  fileName: v.string(),
  geometrySha256: sha256Schema,
  choice: lineChoiceSchema,
  price: linePriceSchema,
});
export type OrderLine = v.InferOutput<typeof orderLineSchema>;

const url = v.pipe(v.string(), v.url(), v.maxLength(500), v.startsWith("https://"));
export const trackingSchema = v.object({ carrier: line(60), number: line(60), url: v.optional(url) });
export type Tracking = v.InferOutput<typeof trackingSchema>;

const summary = {
  orderId: uuidSchema,
  quoteId: uuidSchema,
  /** Counts up without gaps; null until it is paid. */
  receiptNumber: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1))),
  state: orderStateSchema,
  hold: v.nullable(orderHoldSchema),
  /** Why it was cancelled. */
  endReason: v.nullable(orderEndSchema),
  method: paymentMethodSchema,
  currency: v.picklist(["gbp", "eur", "usd"]),
  totalMinor: minor,
  /** What was taken, and what of it was given back. */
  capturedMinor: minor,
  refundedMinor: minor,
  createdAtMs: instantMsSchema,
  paidAtMs: v.nullable(instantMsSchema),
};

export const orderSummarySchema = v.object(summary);
export type OrderSummary = v.InferOutput<typeof orderSummarySchema>;
export const orderListSchema = v.object({
  orders: v.array(orderSummarySchema),
  nextCursor: v.nullable(v.string()),
});

export const orderViewSchema = v.object({
  ...summary,
  lines: v.array(orderLineSchema),
  price: orderPriceSchema,
  shipping: slugSchema,
  /** Null: it was erased. */
  address: v.nullable(shippingAddressSchema),
  tracking: v.nullable(trackingSchema),
  /** Where to pay, while it is not paid: a page of the payment service. */
  payUrl: v.nullable(v.string()),
  /** It is not paid because a payment was declined: nothing was taken, and it can be paid again. */
  declined: v.boolean(),
  /** Until when it can be paid. */
  expiresMs: instantMsSchema,
  mayCancel: v.boolean(),
  history: v.array(v.object({ state: orderStateSchema, hold: v.nullable(orderHoldSchema), atMs: instantMsSchema })),
});
export type OrderView = v.InferOutput<typeof orderViewSchema>;

/** `POST /payment/capture`, `/orders/{orderId}/cancel` has no body. */
export const captureOrderSchema = v.object({ orderId: uuidSchema });
/** `POST /payment/refund`: what shall have been given back altogether; asked twice it is given back once. */
export const refundOrderSchema = v.object({
  orderId: uuidSchema,
  totalMinor: v.pipe(minor, v.minValue(1)),
  reason: line(200),
});

/** `POST /admin/orders/{orderId}/move`. */
export const moveOrderSchema = v.object({
  to: v.picklist(["printing", "shipped", "done", "cancelled"]),
  tracking: v.optional(trackingSchema),
  reason: v.optional(line(200)),
});
export type MoveOrder = v.InferOutput<typeof moveOrderSchema>;

export const adminOrderSchema = v.object({
  ...orderViewSchema.entries,
  ownerId: v.string(),
  /** The payment service's own name of the payment, to be found there. */
  paymentRef: v.nullable(v.string()),
  captureRef: v.nullable(v.string()),
  refundDueMinor: minor,
});
export type AdminOrder = v.InferOutput<typeof adminOrderSchema>;
export const adminOrderListSchema = v.object({
  orders: v.array(v.object({ ...summary, ownerId: v.string(), recipient: v.nullable(v.string()) })),
  nextCursor: v.nullable(v.string()),
});
export type AdminOrderRow = v.InferOutput<typeof adminOrderListSchema>["orders"][number];
