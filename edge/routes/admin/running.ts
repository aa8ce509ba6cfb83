import type { Context } from "hono";
import * as v from "valibot";
import type { AdminWork } from "#contract/admin";
import { endpointHealth } from "../../adapters/runpod.ts";
import { listAudit } from "../../db/admin/audit.ts";
import { newestAlerts, readAttempts, readLivingJobs, readOutbox, readWaiting } from "../../db/admin/work.ts";
import { openDb } from "../../db/client.ts";
import { seeMoney } from "../../flows/admin/see-money.ts";
import { seeQuality } from "../../flows/admin/see-quality.ts";
import type { App } from "../app-types.ts";
import { limitOf } from "../list-page.ts";
import { check } from "../read-request.ts";
import { csvAnswer, csvRowsMax, filterOf, noStore, shortText } from "./asked.ts";

const alertsShown = 20;

export async function getAdminWork(c: Context<App>): Promise<Response> {
  const db = openDb(c.env.DB);
  const nowMs = Date.now();
  const [outbox, jobs, attempts, waiting, alerts, gpu] = await Promise.all([
    readOutbox(db, nowMs),
    readLivingJobs(db, nowMs),
    readAttempts(db),
    readWaiting(db),
    newestAlerts(db, alertsShown),
    endpointHealth(c.env),
  ]);
  const work: AdminWork = { outbox, jobs, attempts, waiting, alerts, gpu };
  return c.json(work, 200, noStore);
}

export const getAdminMoney = async (c: Context<App>): Promise<Response> =>
  c.json(await seeMoney(c.env, Date.now()), 200, noStore);

const daysSchema = v.optional(
  v.pipe(v.string(), v.regex(/^\d{1,2}$/), v.transform(Number), v.minValue(1), v.maxValue(90)),
  "30",
);
const qualityOf = (c: Context<App>) => seeQuality(c.env, check(daysSchema, c.req.query("days"), "days"), Date.now());

export const getAdminQuality = async (c: Context<App>): Promise<Response> => c.json(await qualityOf(c), 200, noStore);

export async function getAdminQualityCsv(c: Context<App>): Promise<Response> {
  const { days } = await qualityOf(c);
  const head = [
    ...["day", "done", "failed", "cancelled", "successShare", "analytic", "faceted", "withStep", "withStl"],
    ...["minutesMean", "minutesMax", "costPenceMean"],
  ];
  const lines = days.map((d) => [
    ...[d.day, d.done, d.failed, d.cancelled, d.successShare, d.analytic, d.faceted, d.withStep, d.withStl],
    ...[d.minutesMean, d.minutesMax, d.costPenceMean],
  ]);
  return csvAnswer(c, "quality", [head, ...lines]);
}

const auditFilters = (c: Context<App>) => ({
  action: filterOf(c, "action", shortText(60)),
  subject: filterOf(c, "subject", shortText(100)),
});
const beforeSchema = v.optional(v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number)));

export async function listAuditRoute(c: Context<App>): Promise<Response> {
  const beforeId = check(beforeSchema, c.req.query("cursor"), "cursor") ?? null;
  const limit = limitOf(c);
  const rows = await listAudit(openDb(c.env.DB), { ...auditFilters(c), beforeId }, limit + 1);
  const entries = rows.slice(0, limit);
  const last = rows.length > limit ? entries.at(-1) : undefined;
  return c.json({ entries, nextCursor: last ? String(last.id) : null }, 200, noStore);
}

export async function getAuditCsv(c: Context<App>): Promise<Response> {
  const rows = await listAudit(openDb(c.env.DB), { ...auditFilters(c), beforeId: null }, csvRowsMax);
  const lines = rows.map((e) => [e.id, e.atMs, e.accountId, e.action, e.subject, JSON.stringify(e.detail)]);
  return csvAnswer(c, "audit", [["id", "atMs", "accountId", "action", "subject", "detail"], ...lines]);
}
