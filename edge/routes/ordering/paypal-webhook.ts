import type { Context } from "hono";
import { errorText, log } from "../../adapters/log.ts";
import { openPayPal } from "../../adapters/paypal.ts";
import { verifiedPayPalEvent } from "../../adapters/paypal-webhook.ts";
import { onPayPalEvent } from "../../flows/ordering/on-payment-event.ts";
import { orderingOf } from "../../flows/ordering/ordering.ts";
import type { App } from "../app-types.ts";

const bytesMax = 1024 * 1024;

/** `POST /webhooks/paypal`: only what PayPal has signed is believed, and only as a hint to ask. */
export async function paypalWebhook(c: Context<App>): Promise<Response> {
  if (!openPayPal(c.env)) return c.body(null, 404);
  if (Number(c.req.header("content-length") ?? 0) > bytesMax) return c.body(null, 413);
  const body = new Uint8Array(await c.req.arrayBuffer());
  if (body.length > bytesMax) return c.body(null, 413);
  const nowMs = Date.now();
  try {
    const event = await verifiedPayPalEvent(body, c.req.raw.headers, c.env, nowMs);
    if (!event) return c.body(null, 400);
    await onPayPalEvent(orderingOf(c.env), event, nowMs);
  } catch (error) {
    // PayPal sends it again.
    log("error", "paypal-event-failed", { error: errorText(error) });
    return c.body(null, 500);
  }
  return c.body(null, 200);
}
