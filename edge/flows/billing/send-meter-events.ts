import type { Stripe } from "stripe";
import { errorText, log } from "../../adapters/log.ts";
import { isKnownIdentifier, openStripe } from "../../adapters/stripe.ts";
import { type Db, openDb } from "../../db/client.ts";
import { countSent, type DueMeterEvent, leaseMeterEvents, markSent, markTold } from "../../db/meter-events.ts";
import type { Env } from "../../env.ts";
import { findMeter, meterName } from "./catalogue.ts";

const eventsPerRun = 40;
const minuteMs = 60_000;
/** Stripe knows an identifier for 24 hours at least; an hour is left for clocks that differ. */
const identifierKnownMs = 23 * 60 * minuteMs;

/** Tells Stripe's meter of the models over the quota, each once. */
export async function sendMeterEvents(env: Env, nowMs: number): Promise<number> {
  const stripe = openStripe(env);
  if (!stripe) return 0;
  const db = openDb(env.DB);
  let sent = 0;
  for (const due of await leaseMeterEvents(db, eventsPerRun, nowMs)) {
    try {
      if (!(await hasArrived(stripe, db, due, nowMs))) await send(stripe, db, due, nowMs);
      await markSent(db, due.jobId, nowMs);
      sent++;
    } catch (error) {
      log("warn", "meter-event-failed", { jobId: due.jobId, tries: due.tries, error: errorText(error) });
    }
  }
  return sent;
}

/**
 * An earlier try whose answer was lost may have arrived. Within a day Stripe knows the identifier and refuses it; later it
 * would count it again, so it is asked how many it has counted in the minute that it was told of.
 */
async function hasArrived(stripe: Stripe, db: Db, due: DueMeterEvent, nowMs: number): Promise<boolean> {
  const { toldAtMs, firstTriedAtMs, stripeCustomerId } = due;
  if (toldAtMs === null || firstTriedAtMs === null || nowMs - firstTriedAtMs < identifierKnownMs) return false;
  const meter = await findMeter(stripe);
  if (!meter) return false;
  const fromMs = Math.floor(toldAtMs / minuteMs) * minuteMs;
  const toMs = fromMs + minuteMs;
  const counted = await stripe.billing.meters.listEventSummaries(meter, {
    ...{ customer: stripeCustomerId, start_time: fromMs / 1000, end_time: toMs / 1000 },
  });
  const atStripe = counted.data.reduce((sum, row) => sum + row.aggregated_value, 0);
  return atStripe > (await countSent(db, stripeCustomerId, fromMs, toMs));
}

async function send(stripe: Stripe, db: Db, due: DueMeterEvent, nowMs: number): Promise<void> {
  const again = due.firstTriedAtMs !== null && nowMs - due.firstTriedAtMs < identifierKnownMs;
  // In a period that is over nobody would be charged for it any more: it then counts to the present one.
  const toldAtMs = again && due.toldAtMs !== null ? due.toldAtMs : Math.max(due.atMs, due.periodFromMs ?? 0);
  if (!again) await markTold(db, due.jobId, toldAtMs, nowMs);
  try {
    await stripe.billing.meterEvents.create({
      ...{ event_name: meterName, identifier: due.jobId, timestamp: Math.floor(toldAtMs / 1000) },
      payload: { stripe_customer_id: due.stripeCustomerId, value: "1" },
    });
  } catch (error) {
    if (!isKnownIdentifier(error)) throw error;
  }
}
