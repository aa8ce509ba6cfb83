import { type SQL, sql } from "drizzle-orm";
import type { WebhookEvent } from "#contract/webhook";
import type { JobPhase } from "../domain/job.ts";
import type { Allowance } from "../domain/quota/quota.ts";
import { begunInPeriod } from "./quota.ts";

/** A random UUID, made by SQLite: one for each row. */
const uuid = sql.raw(`lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
  || '-a' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))`);

/**
 * Deliveries of events to every endpoint that wants them. `events` selects owner_id, event, subject and data (JSON). An
 * event and its subject are one event, however often it is told: nobody gets it twice.
 */
function deliveriesSql(events: SQL, nowMs: number): SQL {
  return sql`INSERT INTO deliveries (delivery_id, webhook_id, event_id, event, body, since_ms, next_try_at_ms, created_at_ms)
    SELECT ${uuid}, w.webhook_id, e.event || '.' || e.subject, e.event,
      json_object('type', e.event, 'timestamp', ${new Date(nowMs).toISOString()}, 'data', json(e.data)),
      ${nowMs}, ${nowMs}, ${nowMs}
    FROM (${events}) e JOIN webhooks w ON w.owner_id = e.owner_id
    WHERE w.paused_at_ms IS NULL AND (e.event = 'ping' OR EXISTS (SELECT 1 FROM json_each(w.events) WHERE value = e.event))
    ON CONFLICT DO NOTHING`;
}

/** An event in the batch of its cause. `subject` makes it one of its kind: a job, a period. */
export function eventSql(
  ownerId: string,
  event: WebhookEvent,
  subject: string,
  data: Readonly<Record<string, unknown>>,
  guard: SQL,
  nowMs: number,
): SQL {
  const row = sql`SELECT ${ownerId} AS owner_id, ${event} AS event, ${subject} AS subject,
    ${JSON.stringify(data)} AS data WHERE ${guard}`;
  return deliveriesSql(row, nowMs);
}

/** A ping is for one endpoint, paused or not asked for it. */
export function pingSql(webhookId: string, deliveryId: string, nowMs: number): SQL {
  const body = JSON.stringify({ type: "ping", timestamp: new Date(nowMs).toISOString(), data: { webhookId } });
  return sql`INSERT INTO deliveries (delivery_id, webhook_id, event_id, event, body, since_ms, next_try_at_ms, created_at_ms)
    VALUES (${deliveryId}, ${webhookId}, ${`ping.${deliveryId}`}, 'ping', ${body}, ${nowMs}, ${nowMs}, ${nowMs})`;
}

/** How a job ended, and with it perhaps its batch; in the batch of statements that ends it. */
export function jobEndedSql(jobId: string, phase: JobPhase, guard: SQL, nowMs: number): SQL[] {
  const job = sql`SELECT j.owner_id, ${`scan.${phase}`} AS event, j.job_id AS subject,
    json_object('scanId', j.scan_id, 'jobId', j.job_id, 'name', s.name, 'state', j.phase,
      'label', json_extract(j.output, '$.label'), 'failureCode', json_extract(j.failure, '$.code'),
      'rebuild', json(CASE WHEN j.rebuild IS NULL THEN 'false' ELSE 'true' END)) AS data
    FROM jobs j JOIN scans s ON s.scan_id = j.scan_id WHERE j.job_id = ${jobId} AND ${guard}`;
  const batches = sql`batch_id IN (SELECT b.batch_id FROM batch_scans b JOIN jobs j ON j.scan_id = b.scan_id
    WHERE j.job_id = ${jobId}) AND ${guard}`;
  return [deliveriesSql(job, nowMs), ...batchesEndedSql(batches, nowMs)];
}

/** Ends batches of which no set is under way any more. */
export function batchesEndedSql(which: SQL, nowMs: number): SQL[] {
  const phases = sql`SELECT j.phase FROM batch_scans x JOIN scans s ON s.scan_id = x.scan_id
    JOIN jobs j ON j.job_id = s.job_id WHERE x.batch_id = batches.batch_id`;
  const ended = sql`SELECT owner_id, 'batch.ended' AS event, batch_id || '.' || ended_at_ms AS subject,
    json_object('batchId', batch_id, 'name', name,
      'sets', (SELECT count(*) FROM batch_scans x WHERE x.batch_id = batches.batch_id),
      'done', (SELECT count(*) FROM (${phases}) WHERE phase = 'done'),
      'failed', (SELECT count(*) FROM (${phases}) WHERE phase = 'failed'),
      'cancelled', (SELECT count(*) FROM (${phases}) WHERE phase = 'cancelled')) AS data
    FROM batches WHERE ended_at_ms = ${nowMs} AND ${which}`;
  return [
    sql`UPDATE batches SET ended_at_ms = ${nowMs} WHERE ended_at_ms IS NULL AND submitted_at_ms IS NOT NULL
      AND busy_until_ms <= ${nowMs} AND ${which}
      AND NOT EXISTS (SELECT 1 FROM batch_scans x JOIN jobs l ON l.scan_id = x.scan_id
        WHERE x.batch_id = batches.batch_id AND l.phase IN ('queued', 'running'))`,
    deliveriesSql(ended, nowMs),
  ];
}

/** True where somebody's server is waiting to hear of that job: then a message has it told at once. */
export const isHeardSql = (jobId: string): SQL =>
  sql`EXISTS (SELECT 1 FROM jobs j JOIN webhooks w ON w.owner_id = j.owner_id
    WHERE j.job_id = ${jobId} AND w.paused_at_ms IS NULL)`;

const thresholdsPercent = [80, 100] as const;

/** Once a period for each threshold, when the models begun reach it; in the batch of the hold that reaches it. */
export function quotaWarningSql(ownerId: string, allowance: Allowance, guard: SQL, nowMs: number): SQL[] {
  const { modelsPerMonth: limit, periodFromMs, plan } = allowance;
  if (limit === null || limit === 0) return [];
  const used = begunInPeriod(ownerId, periodFromMs);
  return thresholdsPercent.map((percent) => {
    const from = Math.ceil((limit * percent) / 100);
    return eventSql(
      ownerId,
      "quota.warning",
      `${periodFromMs}.${percent}`,
      { percent, plan, used: from, limit, periodFromMs },
      sql`${guard} AND ${used} >= ${from}`,
      nowMs,
    );
  });
}
