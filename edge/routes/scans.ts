import type { Context } from "hono";
import { scanIdSchema } from "#contract/ids";
import { type ScanList, scanPutSchema } from "#contract/scan";
import { openDb } from "../db/client.ts";
import { rememberDevice } from "../db/owners.ts";
import { findScan, findTombstone, listScans, putScan } from "../db/scans.ts";
import { shownText } from "../domain/photo-name.ts";
import { deleteScan } from "../flows/delete-scan.ts";
import type { App } from "./app-types.ts";
import { pageFrom, pageOf } from "./list-page.ts";
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

export async function getScans(c: Context<App>): Promise<Response> {
  const { limit, after } = pageOf(c);
  const rows = await listScans(openDb(c.env.DB), c.get("principal").ownerId, limit + 1, after);
  const { shown, nextCursor } = pageFrom(rows, limit, ({ scan }) => ({ atMs: scan.createdAtMs, id: scan.scanId }));
  const view = viewOf(c);
  const answer: ScanList = {
    scans: await Promise.all(shown.map((r) => scanSummary(view, r.scan, r.job, r.photoCount))),
    nextCursor,
  };
  return c.json(answer, 200, { "cache-control": "no-store" });
}
