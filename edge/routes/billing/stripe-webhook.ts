import type { Context } from "hono";
import { errorText, log } from "../../adapters/log.ts";
import { openStripe, verifiedEvent } from "../../adapters/stripe.ts";
import { openDb } from "../../db/client.ts";
import { onStripeEvent } from "../../flows/billing/on-stripe-event.ts";
import { onStripePayment } from "../../flows/ordering/on-payment-event.ts";
import { orderingOf } from "../../flows/ordering/ordering.ts";
import type { App } from "../app-types.ts";

const bytesMax = 1024 * 1024;

/** `POST /webhooks/stripe`: only what Stripe has signed is believed, and only as a hint to ask. */
export async function stripeWebhook(c: Context<App>): Promise<Response> {
  const stripe = openStripe(c.env);
  if (!stripe) return c.body(null, 404);
  if (Number(c.req.header("content-length") ?? 0) > bytesMax) return c.body(null, 413);
  const body = await c.req.text();
  const signature = c.req.header("stripe-signature") ?? "";
  const secrets = [c.env.STRIPE_WEBHOOK_SECRET, c.env.STRIPE_WEBHOOK_SECRET_NEXT];
  const event = await verifiedEvent(body, signature, secrets);
  if (!event) return c.body(null, 400);
  if (event.livemode !== (c.env.BILLING === "live")) return c.body(null, 200);
  try {
    const nowMs = Date.now();
    const isOrder = await onStripePayment(orderingOf(c.env), event, nowMs);
    if (!isOrder) await onStripeEvent(stripe, openDb(c.env.DB), event, nowMs);
  } catch (error) {
    // Stripe sends it again.
    log("error", "stripe-event-failed", { event: event.id, type: event.type, error: errorText(error) });
    return c.body(null, 500);
  }
  return c.body(null, 200);
}
