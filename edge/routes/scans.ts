import type { Context } from "hono";
import * as v from "valibot";
import { scanIdSchema } from "#contract/ids";
import { type ScanList, scanPutSchema } from "#contract/scan";
import { openDb } from "../db/client.ts";
import { rememberDevice } from "../db/owners.ts";
import { findScan, findTombstone, listScans, putScan, type ScanCursor } from "../db/scans.ts";
import { shownText } from "../domain/photo-name.ts";
import { deleteScan } from "../flows/delete-scan.ts";
import type { App } from "./app-types.ts";
import { ProblemError } from "./problem-answer.ts";
import { check, isCaller, ownScan, readJson } from "./read-request.ts";
import { scanSummary, scanView, type ViewContext } from "./scan-view.ts";

export const viewOf = (c: Context<App>): ViewContext => ({
  env: c.env,
  origin: new URL(c.req.url).origin,
  nowMs: Date.now(),
});
export const scanIdOf = (c: Context<App>): string => check(scanIdSchema, c.req.param("scanId"), "scanId").toLowerCase();

export async function putScanRoute(c: Context<App>): Promise<Response> {
  const scanId = scanIdOf(c);
  const body = await readJson(c, scanPutSchema);
  const db = openDb(c.env.DB);
  const { actor, ownerId } = c.get("principal");
  const nowMs = Date.now();
  if (actor.kind === "device") await rememberDevice(db, ownerId, actor.tokenSha256, nowMs);
  await putScan(db, {
    scanId,
    ownerId,
    name: shownText(body.name) || "Scan",
    createdAtMs: body.createdAtMs,
    updatedAtMs: nowMs,
  });
  const scan = await findScan(db, scanId);
  if (scan && (await isCaller(c, scan.ownerId))) return c.json(await scanView(viewOf(c), scan));
  if (scan) throw new ProblemError("id-taken");
  const stone = await findTombstone(db, scanId);
  throw new ProblemError(stone && (await isCaller(c, stone.ownerId)) ? "scan-deleted" : "id-taken");
}

export async function getScan(c: Context<App>): Promise<Response> {
  const scan = await ownScan(c, scanIdOf(c));
  return c.json(await scanView(viewOf(c), scan), 200, { "cache-control": "no-store" });
}

/** Deleting twice is deleting once. */
export async function deleteScanRoute(c: Context<App>): Promise<Response> {
  const scanId = scanIdOf(c);
  const db = openDb(c.env.DB);
  const scan = await findScan(db, scanId);
  const ownerId = (scan ?? (await findTombstone(db, scanId)))?.ownerId;
  if (ownerId === undefined || !(await isCaller(c, ownerId))) throw new ProblemError("not-found");
  if (scan) await deleteScan(c.env, ownerId, scanId, Date.now());
  return c.body(null, 204);
}

const limitSchema = v.optional(
  v.pipe(v.string(), v.regex(/^\d{1,3}$/), v.transform(Number), v.minValue(1), v.maxValue(100)),
  "20",
);

export async function getScans(c: Context<App>): Promise<Response> {
  const limit = check(limitSchema, c.req.query("limit"), "limit");
  const after = readCursor(c.req.query("cursor"));
  const rows = await listScans(openDb(c.env.DB), c.get("principal").ownerId, limit + 1, after);
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1)?.scan : undefined;
  const view = viewOf(c);
  const answer: ScanList = {
    scans: await Promise.all(shown.map((r) => scanSummary(view, r.scan, r.job, r.photoCount))),
    nextCursor: last ? `${last.createdAtMs}.${last.scanId}` : null,
  };
  return c.json(answer, 200, { "cache-control": "no-store" });
}

function readCursor(text: string | undefined): ScanCursor | null {
  if (text === undefined) return null;
  const match = /^(\d{1,16})\.([0-9a-f-]{36})$/.exec(text);
  if (!match) throw new ProblemError("request-invalid", "cursor: not one of ours.");
  return { createdAtMs: Number(match[1]), scanId: match[2] as string };
}
