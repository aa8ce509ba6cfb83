import { asc, eq } from "drizzle-orm";
import type { ResultName } from "#contract/job";
import type { JobView, ScanState, ScanSummary, ScanView } from "#contract/scan";
import { progressOf } from "../adapters/room.ts";
import { filePath, LinkSigner, livePath } from "../adapters/signed-links.ts";
import { openDb } from "../db/client.ts";
import { type JobRow, loadJob, type StoredJob } from "../db/jobs.ts";
import { toReceipt } from "../db/photos.ts";
import type { ScanRow } from "../db/scans.ts";
import { photos } from "../db/schema.ts";
import { newestAttempt } from "../domain/job.ts";
import { liveLinkMs, viewLinkMs } from "../domain/limits.ts";
import { resultKey } from "../domain/storage-keys.ts";
import type { Env } from "../env.ts";

/** Links for browsers stay on the origin that was asked: a phone in the same network sees another than this machine. */
export interface ViewContext {
  readonly env: Env;
  readonly origin: string;
  readonly nowMs: number;
}

const linkTo = (view: ViewContext, key: string): Promise<string> =>
  new LinkSigner(view.env.LINK_SIGNING_KEY).sign("GET", view.origin, filePath(key), view.nowMs + viewLinkMs);

export async function scanView(view: ViewContext, scan: ScanRow): Promise<ScanView> {
  const db = openDb(view.env.DB);
  const stored = scan.jobId ? await loadJob(db, scan.jobId) : null;
  const photoRows = await db
    .select()
    .from(photos)
    .where(eq(photos.scanId, scan.scanId))
    .orderBy(asc(photos.pass), asc(photos.name), asc(photos.photoId));
  const summary = await scanSummary(view, scan, stored?.row ?? null, photoRows.length);
  const signer = new LinkSigner(view.env.LINK_SIGNING_KEY);
  const socketOrigin = view.origin.replace(/^http/, "ws");
  return {
    ...summary,
    photos: photoRows.map(toReceipt),
    job: stored ? await jobView(view, stored) : null,
    liveUrl: await signer.sign("LIVE", socketOrigin, livePath(scan.scanId), view.nowMs + liveLinkMs),
  };
}

export async function scanSummary(
  view: ViewContext,
  scan: ScanRow,
  job: JobRow | null,
  photoCount: number,
): Promise<ScanSummary> {
  const { scanId, name, createdAtMs, updatedAtMs } = scan;
  const state: ScanState = job?.phase ?? "draft";
  const preview = job?.output?.files.some((f) => f.name === "preview.png") ?? false;
  const previewUrl =
    preview && job?.winner ? `${await linkTo(view, resultKey(job.jobId, job.winner, "preview.png"))}&inline=1` : null;
  return { scanId, name, state, label: job?.output?.label ?? null, photoCount, createdAtMs, updatedAtMs, previewUrl };
}

async function jobView(view: ViewContext, { row, job }: StoredJob): Promise<JobView> {
  const { jobId, scanId } = row;
  const progress = await progressOf(view.env, scanId, jobId);
  const files = job.winner === null ? [] : (job.output?.files ?? []);
  const results = files.map(async (f) => ({
    ...f,
    url: await linkTo(view, resultKey(jobId, job.winner as number, f.name as ResultName)),
  }));
  return {
    jobId,
    attempt: job.winner ?? newestAttempt(job).attempt,
    state: job.phase,
    label: job.output?.label ?? null,
    failure: job.failure,
    progress: [...progress.stages],
    results: await Promise.all(results),
    submittedAtMs: job.submittedAtMs,
    startedAtMs: job.startedAtMs,
    endedAtMs: job.endedAtMs,
  };
}
