import { type SQL, sql } from "drizzle-orm";
import { log } from "../../adapters/log.ts";
import { openText } from "../../adapters/sealed-text.ts";
import { postWebhook, type WebhookAnswer } from "../../adapters/webhook-request.ts";
import { type Db, openDb } from "../../db/client.ts";
import { type DueDelivery, leaseDeliveries, noteTry, pauseWebhook } from "../../db/webhooks.ts";
import { judgeAnswer } from "../../domain/organisation/webhook-schedule.ts";
import { judgeWebhookUrl, type Standing } from "../../domain/organisation/webhook-url.ts";
import type { Env } from "../../env.ts";

export type WebhookEnv = Pick<Env, "DB" | "LINK_SIGNING_KEY" | "PUBLIC_ORIGIN" | "CALLBACK_ORIGIN">;

const perRun = 30;
/** A Worker has six connections open at once. */
const atOnce = 5;
export const secretLabel = "webhook secret";

/** Local is what says so itself: an origin without TLS. */
export const standingOf = (env: Pick<Env, "PUBLIC_ORIGIN" | "CALLBACK_ORIGIN">): Standing => ({
  isLocal: env.PUBLIC_ORIGIN.startsWith("http://"),
  ownHosts: [new URL(env.PUBLIC_ORIGIN).host, new URL(env.CALLBACK_ORIGIN).host],
});

/** Sends what is due. At least once: a receiver knows a second one by its webhook-id. */
export async function deliverWebhooks(env: WebhookEnv, nowMs: number, only?: SQL): Promise<number> {
  const db = openDb(env.DB);
  const due = await leaseDeliveries(db, perRun, nowMs, only);
  for (let i = 0; i < due.length; i += atOnce) {
    await Promise.all(due.slice(i, i + atOnce).map((d) => deliver(env, db, d, nowMs)));
  }
  return due.length;
}

export const deliverOne = (env: WebhookEnv, deliveryId: string, nowMs: number): Promise<number> =>
  deliverWebhooks(env, nowMs, sql`d.delivery_id = ${deliveryId}`);

async function deliver(env: WebhookEnv, db: Db, due: DueDelivery, nowMs: number): Promise<void> {
  const { deliveryId, webhookId, tries, sinceMs } = due;
  const { status, text } = await post(env, due, nowMs);
  const verdict = judgeAnswer(status, tries, sinceMs, nowMs);
  const nextTryAtMs = verdict.kind === "again" ? verdict.atMs : null;
  const tried = { status, answer: text, nextTryAtMs, delivered: verdict.kind === "delivered" };
  await noteTry(db, deliveryId, tried, nowMs);
  if (verdict.kind === "gone") await pauseWebhook(db, due, "gone", nowMs);
  if (verdict.kind === "given-up") await pauseWebhook(db, due, "failing", nowMs);
  if (verdict.kind !== "delivered")
    log("warn", "webhook-not-taken", { webhookId, deliveryId, status, tries: tries + 1 });
}

/** The address is judged again: what was allowed on one's own machine is not in production. */
async function post(env: WebhookEnv, due: DueDelivery, nowMs: number): Promise<WebhookAnswer> {
  const verdict = judgeWebhookUrl(due.url, standingOf(env));
  if (!verdict.ok) return { status: 0, text: verdict.detail };
  const secret = await openText(env.LINK_SIGNING_KEY, due.webhookId, secretLabel, due.secret);
  if (secret === null) return { status: 0, text: "The secret cannot be read any more: make the webhook anew." };
  return postWebhook(verdict.url, secret, { id: due.eventId, body: due.body }, nowMs);
}
