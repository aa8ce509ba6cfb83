import { asc, desc, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { DispatchMessage, HaltMessage, JobsMessage, SweepMessage } from "#contract/job";
import { type Attempt, isAlive, type Job, type JobCommand, type Step } from "../domain/job.ts";
import { attemptPrefix } from "../domain/storage-keys.ts";
import { runBatch } from "./batch.ts";
import type { Db } from "./client.ts";
import { isHeardSql, jobEndedSql } from "./events.ts";
import { jobNoticeSql } from "./notices.ts";
import { settleSql } from "./quota.ts";
import { attempts, jobs } from "./schema.ts";

export type JobRow = typeof jobs.$inferSelect;
export type AttemptRow = typeof attempts.$inferSelect;

/** A job as read, with what a guarded write needs. */
export interface StoredJob {
  readonly row: JobRow;
  readonly job: Job;
}

export async function loadJob(db: Db, jobId: string): Promise<StoredJob | null> {
  const [rows, tries] = await db.batch([
    db.select().from(jobs).where(eq(jobs.jobId, jobId)),
    db.select().from(attempts).where(eq(attempts.jobId, jobId)).orderBy(asc(attempts.attempt)),
  ]);
  return rows[0] ? { row: rows[0], job: toJob(rows[0], tries) } : null;
}

export function toJob(row: JobRow, tries: readonly AttemptRow[]): Job {
  const { phase, losses, winner, failure, output, submittedAtMs, startedAtMs, endedAtMs } = row;
  return {
    ...{ phase, losses, winner, failure, output, submittedAtMs, startedAtMs, endedAtMs },
    attempts: tries.map(({ attempt, phase: at, runpodId, openedAtMs, changedAtMs, dueAtMs }) => ({
      ...{ attempt, phase: at, runpodId, openedAtMs, changedAtMs, dueAtMs },
    })),
  };
}

/**
 * Writes a step in one batch: the job, its attempts, the messages it causes. Every statement depends on the first,
 * which depends on what was read. False: somebody else was faster, nothing was written.
 */
export async function saveStep(
  db: Db,
  stored: StoredJob,
  step: Step,
  nowMs: number,
  along: (guard: SQL) => SQL[] = () => [],
): Promise<boolean> {
  const { job } = step;
  const { jobId, scanId } = stored.row;
  const writeId = crypto.randomUUID();
  const mine = sql`EXISTS (SELECT 1 FROM jobs WHERE job_id = ${jobId} AND write_id = ${writeId})`;
  const changed = job.attempts.filter((a) => !stored.job.attempts.includes(a));
  const [first] = await runBatch(db, [
    sql`UPDATE jobs SET phase = ${job.phase}, losses = ${job.losses}, winner = ${job.winner},
      failure = ${toJson(job.failure)}, output = ${toJson(job.output)}, started_at_ms = ${job.startedAtMs},
      ended_at_ms = ${job.endedAtMs}, write_id = ${writeId}
      WHERE job_id = ${jobId} AND write_id = ${stored.row.writeId}`,
    ...changed.map((a) => attemptSql(jobId, a, mine)),
    ...step.commands.map((c) => commandSql(jobId, c, mine, nowMs)),
    sql`UPDATE scans SET updated_at_ms = ${nowMs} WHERE scan_id = ${scanId} AND ${mine}`,
    ...(isAlive(job.phase) ? [] : settleSql(jobId, job.phase === "done" ? "capture" : "release", mine, nowMs)),
    ...(job.phase === "done" || job.phase === "failed" ? [jobNoticeSql(jobId, job.phase, mine, nowMs)] : []),
    ...(isAlive(job.phase) ? [] : tellEndSql(jobId, job.phase, mine, nowMs)),
    ...(cameToNothing(stored.row, job) ? [showAgainSql(stored.row, mine)] : []),
    ...along(mine),
  ]);
  return first === 1;
}

/** The owner's own servers are told; a message has it done at once. */
const tellEndSql = (jobId: string, phase: Job["phase"], guard: SQL, nowMs: number): SQL[] => [
  ...jobEndedSql(jobId, phase, guard, nowMs),
  messageSql("jobs", { kind: "tell" }, nowMs, sql`${guard} AND ${isHeardSql(jobId)}`, nowMs),
];

const cameToNothing = (row: JobRow, job: Job): boolean =>
  row.rebuild !== null && (job.phase === "failed" || job.phase === "cancelled");

/** A rebuild that came to nothing takes nothing away: the scan shows again what it was to be rebuilt from. */
function showAgainSql(row: JobRow, guard: SQL): SQL {
  return sql`UPDATE scans SET job_id = ${row.rebuild?.of.jobId ?? null}
    WHERE scan_id = ${row.scanId} AND job_id = ${row.jobId} AND ${guard}`;
}

/** The jobs of a scan, newest first. */
export async function jobsOfScan(db: Db, scanId: string): Promise<StoredJob[]> {
  const [rows, tries] = await db.batch([
    db.select().from(jobs).where(eq(jobs.scanId, scanId)).orderBy(desc(jobs.submittedAtMs), desc(jobs.jobId)),
    db
      .select({ attempt: attempts })
      .from(attempts)
      .innerJoin(jobs, eq(jobs.jobId, attempts.jobId))
      .where(eq(jobs.scanId, scanId))
      .orderBy(asc(attempts.attempt)),
  ]);
  return rows.map((row) => {
    const own = tries.map((t) => t.attempt).filter((a) => a.jobId === row.jobId);
    return { row, job: toJob(row, own) };
  });
}

const toJson = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
/** Statements for a batch whose first one decides; `guard` is true only if it did. */
export function attemptSql(jobId: string, a: Attempt, guard: SQL): SQL {
  return sql`INSERT INTO attempts (job_id, attempt, phase, runpod_id, opened_at_ms, changed_at_ms, due_at_ms)
    SELECT ${jobId}, ${a.attempt}, ${a.phase}, ${a.runpodId}, ${a.openedAtMs}, ${a.changedAtMs}, ${a.dueAtMs} WHERE ${guard}
    ON CONFLICT (job_id, attempt) DO UPDATE SET phase = excluded.phase, runpod_id = excluded.runpod_id,
      changed_at_ms = excluded.changed_at_ms, due_at_ms = excluded.due_at_ms`;
}

export function commandSql(jobId: string, command: JobCommand, guard: SQL, nowMs: number): SQL {
  if (command.do === "alert") {
    const detail = `${jobId}: ${command.detail}`;
    return sql`INSERT INTO alerts (kind, detail, at_ms) SELECT ${command.kind}, ${detail}, ${nowMs} WHERE ${guard}`;
  }
  const message = toMessage(jobId, command);
  const queue = message.kind === "sweep" ? "sweep" : "jobs";
  const dueMs = command.do === "dispatch" ? command.notBeforeMs : nowMs;
  return messageSql(queue, message, dueMs, guard, nowMs);
}

export function messageSql(
  queue: "jobs" | "sweep",
  message: JobsMessage | SweepMessage,
  notBeforeMs: number,
  guard: SQL,
  nowMs: number,
): SQL {
  return sql`INSERT INTO outbox (queue, body, not_before_ms, leased_until_ms, created_at_ms)
    SELECT ${queue}, ${JSON.stringify(message)}, ${notBeforeMs}, 0, ${nowMs} WHERE ${guard}`;
}

function toMessage(
  jobId: string,
  command: Exclude<JobCommand, { do: "alert" }>,
): DispatchMessage | HaltMessage | SweepMessage {
  switch (command.do) {
    case "dispatch":
      return { kind: "dispatch", jobId, attempt: command.attempt };
    case "halt":
      return { kind: "halt", runpodId: command.runpodId };
    case "sweep":
      return { kind: "sweep", prefix: attemptPrefix(jobId, command.attempt) };
  }
}

/** Living jobs, the one not looked at for longest first; marks them as looked at. */
export async function nextJobsToCheck(db: Db, limit: number, nowMs: number): Promise<string[]> {
  const rows = await db
    .select({ jobId: jobs.jobId })
    .from(jobs)
    .where(inArray(jobs.phase, ["queued", "running"]))
    .orderBy(asc(jobs.checkedAtMs))
    .limit(limit);
  const ids = rows.map((r) => r.jobId);
  if (ids.length > 0) await db.update(jobs).set({ checkedAtMs: nowMs }).where(inArray(jobs.jobId, ids));
  return ids;
}
