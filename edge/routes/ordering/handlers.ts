import { getAdminOrder, getAdminOrdersCsv, listAdminOrders, moveAdminOrder, refundOrder } from "./order-board.ts";
import { cancelOrder, captureOrder, createOrder, getOrder, getReceipt, listOrders } from "./orders.ts";

export const orderHandlers = {
  ...{ createOrder, captureOrder, refundOrder, listOrders, getOrder, getReceipt, cancelOrder },
  ...{ listAdminOrders, getAdminOrdersCsv, getAdminOrder, moveAdminOrder },
};
