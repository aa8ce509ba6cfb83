import type { Context } from "hono";
import { rebuildRequestSchema } from "#contract/rebuild";
import { submitSchema } from "#contract/scan";
import { openDb } from "../db/client.ts";
import { findScan, type ScanRow } from "../db/scans.ts";
import { advanceJob } from "../flows/advance-job.ts";
import { rebuildPart } from "../flows/rebuild-part.ts";
import { submitScan } from "../flows/submit-scan.ts";
import type { App } from "./app-types.ts";
import { ProblemError } from "./problem-answer.ts";
import { ownScan, readJson } from "./read-request.ts";
import { scanView } from "./scan-view.ts";
import { scanIdOf, viewOf } from "./scans.ts";

export async function submit(c: Context<App>): Promise<Response> {
  const scan = await ownScan(c, scanIdOf(c));
  const body = await readJson(c, submitSchema);
  const outcome = await submitScan(c.env, scan.ownerId, scan.scanId, body, Date.now());
  if (!outcome.ok) throw new ProblemError(outcome.code, outcome.detail);
  return c.json(await scanView(viewOf(c), await again(c, scan)), 202);
}

export async function rebuild(c: Context<App>): Promise<Response> {
  const scan = await ownScan(c, scanIdOf(c));
  const body = await readJson(c, rebuildRequestSchema);
  const outcome = await rebuildPart(c.env, scan.ownerId, scan.scanId, body, Date.now());
  if (!outcome.ok) throw new ProblemError(outcome.code, outcome.detail);
  return c.json(await scanView(viewOf(c), await again(c, scan)), 202);
}

/** Cancelling what is cancelled says so again; what has ended otherwise stays as it ended. */
export async function cancelScan(c: Context<App>): Promise<Response> {
  const scan = await ownScan(c, scanIdOf(c));
  if (!scan.jobId) throw new ProblemError("job-not-cancellable", "Nothing was submitted.");
  const advance = await advanceJob(c.env, scan.jobId, { type: "cancel" });
  if (advance?.stored.job.phase !== "cancelled") throw new ProblemError("job-not-cancellable");
  return c.json(await scanView(viewOf(c), await again(c, scan)));
}

const again = async (c: Context<App>, scan: ScanRow): Promise<ScanRow> =>
  (await findScan(openDb(c.env.DB), scan.scanId)) ?? scan;
