import { asc, eq } from "drizzle-orm";
import { stateName } from "#contract/job";
import type { ResultName } from "#contract/job-words";
import type { JobView, ScanState, ScanSummary, ScanView } from "#contract/scan";
import { progressOf } from "../adapters/room.ts";
import { filePath, LinkSigner, livePath } from "../adapters/signed-links.ts";
import { openDb } from "../db/client.ts";
import { type JobRow, jobsOfScan, type StoredJob } from "../db/jobs.ts";
import { toReceipt } from "../db/photos.ts";
import type { ScanRow } from "../db/scans.ts";
import { photos } from "../db/schema.ts";
import { newestAttempt } from "../domain/job.ts";
import { liveLinkMs, viewLinkMs } from "../domain/limits.ts";
import { noProgress, type Progress } from "../domain/progress.ts";
import { resultKey } from "../domain/storage-keys.ts";
import type { Env } from "../env.ts";

/** Links for browsers stay on the origin that was asked: a phone in the same network sees another than this machine. */
export interface ViewContext {
  readonly env: Env;
  readonly origin: string;
  readonly nowMs: number;
}

const linkTo = (view: ViewContext, key: string): Promise<string> =>
  new LinkSigner(view.env.LINK_SIGNING_KEY).signView(view.origin, filePath(key), view.nowMs, view.nowMs + viewLinkMs);

export async function scanView(view: ViewContext, scan: ScanRow): Promise<ScanView> {
  const db = openDb(view.env.DB);
  const known = await jobsOfScan(db, scan.scanId);
  const stored = known.find((j) => j.row.jobId === scan.jobId) ?? null;
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
    job: stored ? await jobView(view, stored, await progressOf(view.env, scan.scanId, stored.row.jobId)) : null,
    versions: await Promise.all(known.filter(isVersion).map((j) => jobView(view, j, noProgress))),
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
  const preview = !job?.filesDeletedAtMs && (job?.output?.files.some((f) => f.name === "preview.png") ?? false);
  const previewUrl =
    preview && job?.winner ? `${await linkTo(view, resultKey(job.jobId, job.winner, "preview.png"))}&inline=1` : null;
  const { filesDeletedAtMs } = scan;
  const told = { scanId, name, state, label: job?.output?.label ?? null, photoCount, createdAtMs, updatedAtMs };
  return { ...told, filesDeletedAtMs, previewUrl };
}

/** A result, or a rebuild that came to nothing: its reason is shown beside what it was to be rebuilt from. */
const isVersion = ({ row, job }: StoredJob): boolean =>
  job.phase === "done" || (row.rebuild !== null && job.phase === "failed");

async function jobView(view: ViewContext, { row, job }: StoredJob, progress: Progress): Promise<JobView> {
  const { jobId } = row;
  const offered = (job.output?.files ?? []).filter((f) => f.name !== stateName);
  const files = job.winner === null || row.filesDeletedAtMs !== null ? [] : offered;
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
    rebuild: row.rebuild,
    progress: [...progress.stages],
    results: await Promise.all(results),
    submittedAtMs: job.submittedAtMs,
    startedAtMs: job.startedAtMs,
    endedAtMs: job.endedAtMs,
    filesDeletedAtMs: row.filesDeletedAtMs,
  };
}
