import { sha256Hex } from "../edge/adapters/digest.ts";
import type { Call } from "./env.ts";

/** Uses the callback token up. Null: forged, or used before. The hash is compared inside the database, not byte by byte here. */
export async function claimCallback(db: D1Database, call: Call, nowMs: number): Promise<string | null> {
  const tokenSha256 = await sha256Hex(call.token);
  const { meta } = await db
    .prepare(
      `UPDATE attempts SET callback_used_at_ms = ?1
       WHERE job_id = ?2 AND attempt = ?3 AND callback_token_sha256 = ?4 AND callback_used_at_ms IS NULL`,
    )
    .bind(nowMs, call.jobId, call.attempt, tokenSha256)
    .run();
  return meta.changes === 1 ? tokenSha256 : null;
}

/** The word could not be passed on: RunPod may say it again. */
export async function releaseCallback(db: D1Database, call: Call): Promise<void> {
  await db
    .prepare("UPDATE attempts SET callback_used_at_ms = NULL WHERE job_id = ?1 AND attempt = ?2")
    .bind(call.jobId, call.attempt)
    .run();
}

/** The scan whose progress the token may tell; it serves many times until it expires or the job is over. */
export async function scanOfProgress(db: D1Database, call: Call, nowMs: number): Promise<string | null> {
  const row = await db
    .prepare(
      `SELECT jobs.scan_id AS scanId FROM attempts JOIN jobs USING (job_id)
       WHERE attempts.job_id = ?1 AND attempts.attempt = ?2 AND attempts.progress_token_sha256 = ?3
         AND attempts.progress_expires_at_ms > ?4 AND jobs.phase IN ('queued', 'running')`,
    )
    .bind(call.jobId, call.attempt, await sha256Hex(call.token), nowMs)
    .first<{ scanId: string }>();
  return row?.scanId ?? null;
}
