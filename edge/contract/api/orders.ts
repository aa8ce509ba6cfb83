import * as v from "valibot";
import * as order from "../order.ts";
import type { ProblemCode } from "../problem.ts";
import { operations } from "./operation.ts";

const tag = "Orders";
const limit = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100));
const cursor = v.pipe(v.string(), v.regex(/^\d{1,16}\.[0-9a-f-]{36}$/));
const noPayments = ["billing-off", "billing-unavailable"] as const satisfies readonly ProblemCode[];

const buying = operations({
  createOrder: {
    ...{ method: "post", path: "/payment/create-order", permission: "order:write", tag },
    summary: "Order a quote; `payUrl` is where to pay. Asked again it is the same order",
    body: order.createOrderSchema,
    answers: { 200: order.orderViewSchema },
    problems: [...noPayments, "not-found", "quote-not-payable", "quote-differs", "order-exists"],
  },
  captureOrder: {
    ...{ method: "post", path: "/payment/capture", permission: "order:write", tag },
    summary: "Take what the buyer has agreed to on the payment page, once; amount, payee and expiry are checked again",
    body: order.captureOrderSchema,
    answers: { 200: order.orderViewSchema },
    problems: [
      ...noPayments,
      ...(["not-found", "quote-expired", "payment-not-approved", "payment-failed", "payment-altered"] as const),
    ],
  },
  refundOrder: {
    ...{ method: "post", path: "/payment/refund", permission: "admin:write", tag },
    summary: "Give back so much altogether (the shop; a buyer cancels)",
    body: order.refundOrderSchema,
    answers: { 200: order.adminOrderSchema },
    problems: [...noPayments, "not-found", "refund-impossible"],
  },
  listOrders: {
    ...{ method: "get", path: "/orders", permission: "order:read", tag, problems: [] },
    summary: "Own orders, newest first",
    query: { limit, cursor },
    answers: { 200: order.orderListSchema },
  },
  getOrder: {
    ...{ method: "get", path: "/orders/{orderId}", permission: "order:read", tag, problems: ["not-found"] },
    summary: "One order with its history",
    answers: { 200: order.orderViewSchema },
  },
  getReceipt: {
    ...{ method: "get", path: "/orders/{orderId}/receipt", permission: "order:read", tag, problems: ["not-found"] },
    summary: "The receipt of a paid order, as a page for print",
    answers: { 200: { media: "text/html" } },
  },
  cancelOrder: {
    ...{ method: "post", path: "/orders/{orderId}/cancel", permission: "order:write", tag },
    summary: "Cancel an order that is not being printed yet; whatever was paid goes back",
    answers: { 200: order.orderViewSchema },
    problems: [...noPayments, "not-found", "order-not-cancellable"],
  },
});

const filters = { state: order.orderStateSchema, owner: v.pipe(v.string(), v.maxLength(64)), held: v.literal("1") };
const look = { method: "get", permission: "admin:read", tag: "Administration", problems: [] } as const;

const board = operations({
  listAdminOrders: {
    ...{ ...look, path: "/admin/orders", summary: "Orders of everybody, newest first" },
    query: { limit, cursor, ...filters },
    answers: { 200: order.adminOrderListSchema },
  },
  getAdminOrdersCsv: {
    ...{ ...look, path: "/admin/orders.csv", summary: "The same for a spreadsheet, 10,000 rows at most" },
    query: filters,
    answers: { 200: { media: "text/csv" } },
  },
  getAdminOrder: {
    ...{ ...look, path: "/admin/orders/{orderId}", summary: "One order, with how it was paid" },
    answers: { 200: order.adminOrderSchema },
    problems: ["not-found"],
  },
  moveAdminOrder: {
    ...{ method: "post", path: "/admin/orders/{orderId}/move", permission: "admin:write", tag: "Administration" },
    summary: "Begin to print it, send it (with tracking), end it, or cancel it and give everything back",
    body: order.moveOrderSchema,
    answers: { 200: order.adminOrderSchema },
    problems: [...noPayments, "not-found", "order-not-movable", "order-not-cancellable"],
  },
});

export const orderOperations = { ...buying, ...board } as const;
