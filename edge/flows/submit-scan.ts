import { eq } from "drizzle-orm";
import type { Submit } from "#contract/scan";
import { sha256Hex } from "../adapters/digest.ts";
import { openDb } from "../db/client.ts";
import { photos } from "../db/schema.ts";
import { judgeManifest } from "../domain/manifest.ts";
import type { Env } from "../env.ts";
import { findSubmitted, type Outcome, openJob } from "./open-job.ts";

/** Makes the job, its first attempt and its message in one batch. The same submit again finds the job already there. */
export async function submitScan(
  env: Env,
  ownerId: string,
  scanId: string,
  submit: Submit,
  nowMs: number,
): Promise<Outcome> {
  const db = openDb(env.DB);
  const { jobId, options } = submit;
  const submitSha256 = await sha256Hex(
    JSON.stringify([scanId, submit.photos.map((p) => [p.photoId, p.sha256]), options]),
  );
  const before = await findSubmitted(db, ownerId, jobId, submitSha256);
  if (before) return before;
  const known = await db.select().from(photos).where(eq(photos.scanId, scanId));
  const verdict = judgeManifest(submit.photos, known);
  if (!verdict.ok) return verdict;
  const photoIds = submit.photos.map((p) => p.photoId);
  const job = { jobId, scanId, ownerId, options, photoIds, submitSha256, rebuild: null };
  return openJob(env, job, { code: "photo-missing", detail: "A photo was deleted meanwhile." }, nowMs);
}
