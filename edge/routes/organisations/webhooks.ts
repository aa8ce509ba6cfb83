import type { Context } from "hono";
import {
  type DeliveryView,
  type WebhookEvent,
  type WebhookPut,
  type WebhookView,
  webhookLimits,
  webhookPutSchema,
} from "#contract/webhook";
import { sealText } from "../../adapters/sealed-text.ts";
import { newWebhookSecret } from "../../adapters/webhook-request.ts";
import { runBatch } from "../../db/batch.ts";
import { type Db, openDb } from "../../db/client.ts";
import { pingSql } from "../../db/events.ts";
import * as table from "../../db/webhooks.ts";
import { judgeWebhookUrl } from "../../domain/organisation/webhook-url.ts";
import { deliverOne, secretLabel, standingOf } from "../../flows/organisations/deliver-webhooks.ts";
import type { App } from "../app-types.ts";
import { pageFrom, pageOf } from "../list-page.ts";
import { ProblemError } from "../problem-answer.ts";
import { readJson } from "../read-request.ts";
import { idParam } from "./in-organisation.ts";

const noStore = { "cache-control": "no-store" };

function webhookView(row: table.WebhookRow): WebhookView {
  const { webhookId, url, events, createdAtMs, pausedAtMs, pausedWhy } = row;
  return { webhookId, url, events, createdAtMs, pausedAtMs, pausedWhy };
}

function deliveryView(row: table.DeliveryRow): DeliveryView {
  const { deliveryId, eventId, body, tries, lastTryAtMs, lastStatus, lastAnswer, nextTryAtMs, createdAtMs } = row;
  const waits = nextTryAtMs === null ? "given-up" : "waiting";
  return {
    ...{ deliveryId, eventId, event: row.event as WebhookEvent, body, tries, lastTryAtMs, lastStatus, lastAnswer },
    ...{ nextTryAtMs, createdAtMs, deliveredAtMs: row.deliveredAtMs },
    state: row.deliveredAtMs === null ? waits : "delivered",
  };
}

/** The caller's own. Somebody else's is as if it were not there. */
async function ownWebhook(c: Context<App>, db: Db): Promise<table.WebhookRow> {
  const found = await table.findWebhook(db, idParam(c, "webhookId"));
  if (found?.ownerId !== c.get("principal").ownerId) throw new ProblemError("not-found");
  return found;
}

export async function listWebhooks(c: Context<App>): Promise<Response> {
  const rows = await table.webhooksOf(openDb(c.env.DB), c.get("principal").ownerId);
  return c.json({ webhooks: rows.map(webhookView) }, 200, noStore);
}

export async function putWebhook(c: Context<App>): Promise<Response> {
  const webhookId = idParam(c, "webhookId");
  const body = await readJson(c, webhookPutSchema);
  const verdict = judgeWebhookUrl(body.url, standingOf(c.env));
  if (!verdict.ok) throw new ProblemError("webhook-url-unfit", verdict.detail);
  const change = { url: verdict.url, events: [...new Set(body.events)], paused: body.paused };
  const db = openDb(c.env.DB);
  const before = await table.findWebhook(db, webhookId);
  if (!before) return makeWebhook(c, db, webhookId, change);
  if (before.ownerId !== c.get("principal").ownerId) throw new ProblemError("id-taken");
  await table.changeWebhook(db, webhookId, change, Date.now());
  return c.json(webhookView(await ownWebhook(c, db)), 200, noStore);
}

async function makeWebhook(c: Context<App>, db: Db, webhookId: string, wanted: WebhookPut): Promise<Response> {
  const { ownerId } = c.get("principal");
  const secret = newWebhookSecret();
  const nowMs = Date.now();
  const row: table.WebhookRow = {
    ...{ webhookId, ownerId, url: wanted.url, events: wanted.events, createdAtMs: nowMs },
    secret: await sealText(c.env.LINK_SIGNING_KEY, webhookId, secretLabel, secret),
    pausedAtMs: wanted.paused ? nowMs : null,
    pausedWhy: wanted.paused ? "asked" : null,
  };
  if (await table.insertWebhook(db, row)) return c.json({ ...webhookView(row), secret }, 201, noStore);
  const count = (await table.webhooksOf(db, ownerId)).length;
  throw new ProblemError(count >= webhookLimits.perOwnerMax ? "webhooks-too-many" : "id-taken");
}

/** Deleting what is not there (any more) is told: its log may be what somebody is looking for. */
export async function deleteWebhook(c: Context<App>): Promise<Response> {
  const db = openDb(c.env.DB);
  await table.deleteWebhook(db, (await ownWebhook(c, db)).webhookId);
  return c.body(null, 204);
}

/** Sent before the answer is given, so that the answer says what came back. */
export async function pingWebhook(c: Context<App>): Promise<Response> {
  const db = openDb(c.env.DB);
  const webhook = await ownWebhook(c, db);
  if (webhook.pausedAtMs !== null) throw new ProblemError("webhook-paused");
  const deliveryId = crypto.randomUUID();
  const nowMs = Date.now();
  await runBatch(db, [pingSql(webhook.webhookId, deliveryId, nowMs)]);
  return sendNow(c, db, webhook.webhookId, deliveryId, nowMs);
}

export async function replayDelivery(c: Context<App>): Promise<Response> {
  const db = openDb(c.env.DB);
  const webhook = await ownWebhook(c, db);
  const delivery = await table.findDelivery(db, webhook.webhookId, idParam(c, "deliveryId"));
  if (!delivery) throw new ProblemError("not-found");
  if (webhook.pausedAtMs !== null) throw new ProblemError("webhook-paused");
  const nowMs = Date.now();
  await table.replayDelivery(db, delivery.deliveryId, nowMs);
  return sendNow(c, db, webhook.webhookId, delivery.deliveryId, nowMs);
}

async function sendNow(
  c: Context<App>,
  db: Db,
  webhookId: string,
  deliveryId: string,
  nowMs: number,
): Promise<Response> {
  await deliverOne(c.env, deliveryId, nowMs);
  const row = await table.findDelivery(db, webhookId, deliveryId);
  if (!row) throw new ProblemError("not-found");
  return c.json(deliveryView(row), 200, noStore);
}

export async function listDeliveries(c: Context<App>): Promise<Response> {
  const { limit, after } = pageOf(c);
  const db = openDb(c.env.DB);
  const { webhookId } = await ownWebhook(c, db);
  const rows = await table.listDeliveries(db, webhookId, limit + 1, after);
  const { shown, nextCursor } = pageFrom(rows, limit, (d) => ({ atMs: d.createdAtMs, id: d.deliveryId }));
  return c.json({ deliveries: shown.map(deliveryView), nextCursor }, 200, noStore);
}
