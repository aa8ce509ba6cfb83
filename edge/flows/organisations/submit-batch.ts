import { and, eq } from "drizzle-orm";
import type { BatchSubmit, SetOutcome } from "#contract/batch";
import type { Submit } from "#contract/scan";
import { errorText, log } from "../../adapters/log.ts";
import { type BatchRow, beginSubmit, endSubmit } from "../../db/batches.ts";
import { type Db, openDb } from "../../db/client.ts";
import { loadJob } from "../../db/jobs.ts";
import { batchScans, photos, scans } from "../../db/schema.ts";
import type { Env } from "../../env.ts";
import type { Outcome } from "../open-job.ts";
import { submitScan } from "../submit-scan.ts";

type SetSubmit = BatchSubmit["sets"][number];

/** Each set for itself, in order. The same submit again finds the jobs already there. Null: another is at it. */
export async function submitBatch(
  env: Env,
  batch: BatchRow,
  submit: BatchSubmit,
  nowMs: number,
): Promise<SetOutcome[] | null> {
  const db = openDb(env.DB);
  if (!(await beginSubmit(db, batch.batchId, nowMs))) return null;
  const outcomes: SetOutcome[] = [];
  try {
    for (const set of submit.sets) outcomes.push(await submitSet(env, db, batch, set, submit.options));
  } finally {
    // Where nothing was accepted, or all has failed meanwhile, the batch ends with its submit.
    await endSubmit(db, batch.batchId, Date.now());
  }
  return outcomes;
}

async function submitSet(
  env: Env,
  db: Db,
  batch: BatchRow,
  set: SetSubmit,
  options: Submit["options"],
): Promise<SetOutcome> {
  const scanId = set.scanId.toLowerCase();
  const jobId = set.jobId.toLowerCase();
  const outcome = await outcomeOf(env, db, batch, { ...set, scanId, jobId }, options).catch((error): Outcome => {
    log("error", "batch-set-failed", { batchId: batch.batchId, scanId, error: errorText(error) });
    return { ok: false, code: "internal" };
  });
  if (outcome.ok) return { scanId, jobId, accepted: true, code: null, detail: null };
  return { scanId, jobId, accepted: false, code: outcome.code, detail: outcome.detail ?? null };
}

async function outcomeOf(
  env: Env,
  db: Db,
  { batchId, ownerId }: BatchRow,
  { scanId, jobId, photos: named }: SetSubmit,
  options: Submit["options"],
): Promise<Outcome> {
  if (!(await isInBatch(db, batchId, scanId, ownerId))) return { ok: false, code: "not-found" };
  const before = named ? null : await loadJob(db, jobId);
  // More photos may have come since: the job that was asked for is there, with those of then.
  if (before) {
    const same = before.row.scanId === scanId && before.row.ownerId === ownerId;
    return same ? { ok: true } : { ok: false, code: "id-taken" };
  }
  const meant = named ?? (await allPhotos(db, scanId));
  if (meant.length === 0) return { ok: false, code: "photos-too-few", detail: "The scan has no photos." };
  return submitScan(env, ownerId, scanId, { jobId, photos: meant, options }, Date.now());
}

async function isInBatch(db: Db, batchId: string, scanId: string, ownerId: string): Promise<boolean> {
  const rows = await db
    .select({ scanId: scans.scanId })
    .from(batchScans)
    .innerJoin(scans, eq(scans.scanId, batchScans.scanId))
    .where(and(eq(batchScans.batchId, batchId), eq(batchScans.scanId, scanId), eq(scans.ownerId, ownerId)));
  return rows.length > 0;
}

const allPhotos = (db: Db, scanId: string): Promise<Submit["photos"]> =>
  db
    .select({ photoId: photos.photoId, sha256: photos.sha256 })
    .from(photos)
    .where(eq(photos.scanId, scanId))
    .orderBy(photos.pass, photos.name, photos.photoId);
