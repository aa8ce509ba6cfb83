import type { Context } from "hono";
import { adminReasonSchema, adminRetrySchema } from "#contract/admin";
import { scanStateSchema } from "#contract/scan";
import { listAllScans, type ScanFilter } from "../../db/admin/scans.ts";
import { openDb } from "../../db/client.ts";
import { cancelAnyJob, refundJob, retryJob } from "../../flows/admin/act-on-job.ts";
import { seeScan } from "../../flows/admin/see-scan.ts";
import type { App } from "../app-types.ts";
import { pageFrom, pageOf } from "../list-page.ts";
import { ProblemError } from "../problem-answer.ts";
import { readJson } from "../read-request.ts";
import { adminOf, csvAnswer, csvRowsMax, filterOf, idOf, need, noStore, shortText } from "./asked.ts";

const filters = (c: Context<App>): ScanFilter => ({
  search: filterOf(c, "search", shortText(200)),
  state: filterOf(c, "state", scanStateSchema),
  owner: filterOf(c, "owner", shortText(64)),
});

export async function listAdminScans(c: Context<App>): Promise<Response> {
  const { limit, after } = pageOf(c);
  const rows = await listAllScans(openDb(c.env.DB), filters(c), after, limit + 1);
  const { shown, nextCursor } = pageFrom(rows, limit, (s) => ({ atMs: s.createdAtMs, id: s.scanId }));
  return c.json({ scans: shown, nextCursor }, 200, noStore);
}

export async function getAdminScansCsv(c: Context<App>): Promise<Response> {
  const rows = await listAllScans(openDb(c.env.DB), filters(c), null, csvRowsMax);
  const head = [
    ...["scanId", "ownerId", "ownerKind", "name", "state", "label", "code", "photos", "jobId", "createdAtMs"],
    ...["submittedAtMs", "startedAtMs", "endedAtMs"],
  ];
  const lines = rows.map((s) => [
    ...[s.scanId, s.ownerId, s.ownerKind, s.name, s.state, s.label, s.code, s.photos, s.jobId, s.createdAtMs],
    ...[s.submittedAtMs, s.startedAtMs, s.endedAtMs],
  ]);
  return csvAnswer(c, "scans", [head, ...lines]);
}

async function shown(c: Context<App>, scanId: string, status: 200 | 202 = 200): Promise<Response> {
  const scan = await seeScan(c.env, scanId);
  if (!scan) throw new ProblemError("not-found");
  return c.json(scan, status, noStore);
}

export const getAdminScan = (c: Context<App>): Promise<Response> => shown(c, idOf(c, "scanId"));

export async function retryAdminJob(c: Context<App>): Promise<Response> {
  const jobId = idOf(c, "jobId");
  const body = await readJson(c, adminRetrySchema);
  const stored = need(await retryJob(c.env, jobId, body.jobId.toLowerCase(), adminOf(c), Date.now()));
  return shown(c, stored.row.scanId, 202);
}

export async function cancelAdminJob(c: Context<App>): Promise<Response> {
  const subject = idOf(c, "jobId");
  const { reason } = await readJson(c, adminReasonSchema);
  const audited = { accountId: adminOf(c), action: "cancel-job", subject, detail: { reason } };
  return shown(c, need(await cancelAnyJob(c.env, audited, Date.now())).row.scanId);
}

export async function refundAdminJob(c: Context<App>): Promise<Response> {
  const subject = idOf(c, "jobId");
  const { reason } = await readJson(c, adminReasonSchema);
  const audited = { accountId: adminOf(c), action: "refund-job", subject, detail: { reason } };
  return c.json(need(await refundJob(c.env, audited, Date.now())), 200, noStore);
}
