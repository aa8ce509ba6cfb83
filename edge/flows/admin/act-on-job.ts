import type { AdminRefund } from "#contract/admin";
import type { ProblemCode } from "#contract/problem";
import { type AuditedAction, auditSql } from "../../db/admin/audit.ts";
import { runBatch } from "../../db/batch.ts";
import { openDb } from "../../db/client.ts";
import { loadJob, type StoredJob } from "../../db/jobs.ts";
import { refundOf, refundSql } from "../../db/quota.ts";
import { isAlive } from "../../domain/job.ts";
import type { Env } from "../../env.ts";
import { advanceJob } from "../advance-job.ts";
import { type Outcome, openJob } from "../open-job.ts";
import { readPriceTable } from "../price-table.ts";

type Acted<T> = { ok: true; value: T } | { ok: false; code: ProblemCode; detail?: string };
const refused = (code: ProblemCode, detail?: string) => ({ ok: false, code, ...(detail ? { detail } : {}) }) as const;

/** The same photos and options as a new job of the scan; who pays and what it counts is as if the owner had sent it. */
export async function retryJob(
  env: Env,
  jobId: string,
  newJobId: string,
  by: string,
  nowMs: number,
): Promise<Acted<StoredJob>> {
  const stored = await loadJob(openDb(env.DB), jobId);
  if (!stored) return refused("not-found");
  const { row } = stored;
  if (row.phase !== "failed" && row.phase !== "cancelled") return refused("job-not-retryable");
  const { scanId, ownerId, options, photoIds, rebuild } = row;
  const wanted = { jobId: newJobId, scanId, ownerId, options, photoIds, rebuild, submitSha256: `retry of ${jobId}` };
  const missing = { code: "photo-missing", detail: "Photos of that job are gone." } as const;
  const audited = { accountId: by, action: "retry-job", subject: jobId, detail: { scanId, newJobId } };
  const outcome: Outcome = await openJob(env, wanted, missing, nowMs, (guard) => [auditSql(audited, guard, nowMs)]);
  return outcome.ok ? { ok: true, value: stored } : outcome;
}

export async function cancelAnyJob(env: Env, audited: AuditedAction, nowMs: number): Promise<Acted<StoredJob>> {
  const advance = await advanceJob(env, audited.subject, { type: "cancel" }, nowMs, (guard) => [
    auditSql(audited, guard, nowMs),
  ]);
  if (!advance) return refused("not-found");
  const { stored, changed } = advance;
  return changed || stored.job.phase === "cancelled" ? { ok: true, value: stored } : refused("job-not-cancellable");
}

/** Once for each job: whoever asks again is told that there is nothing to give back. */
export async function refundJob(env: Env, audited: AuditedAction, nowMs: number): Promise<Acted<AdminRefund>> {
  const db = openDb(env.DB);
  const jobId = audited.subject;
  const stored = await loadJob(db, jobId);
  if (!stored) return refused("not-found");
  if (isAlive(stored.job.phase)) return refused("nothing-to-refund", "The job is under way; cancel it.");
  const statements = refundSql(jobId, (guard) => [auditSql(audited, guard, nowMs)], nowMs);
  const [, given = 0, withdrawn = 0] = await runBatch(db, statements);
  if (given === 0) return refused("nothing-to-refund");
  const refund = await refundOf(db, jobId);
  if (refund && refund.models > 0) {
    return { ok: true, value: { jobId, given: withdrawn > 0 ? "charge-withdrawn" : "model", owedPence: 0 } };
  }
  const pence = refund?.overagePencePerModel ?? (await readPriceTable(db)).overagePencePerModel;
  return { ok: true, value: { jobId, given: "owed", owedPence: pence } };
}
