import type { AdminJob, AdminScan } from "#contract/admin";
import { progressOf } from "../../adapters/room.ts";
import { alertsOfScan, findAnyScan, ledgerOfScan, meteredOfScan } from "../../db/admin/scans.ts";
import { openDb } from "../../db/client.ts";
import { jobsOfScan, type StoredJob } from "../../db/jobs.ts";
import type { Env } from "../../env.ts";

/** All that is kept of a scan: jobs, attempts, stages, alerts, ledger. Null: there is none. */
export async function seeScan(env: Env, scanId: string): Promise<AdminScan | null> {
  const db = openDb(env.DB);
  const row = await findAnyScan(db, scanId);
  if (!row) return null;
  const [stored, ledger, metered, alerts] = await Promise.all([
    jobsOfScan(db, scanId),
    ledgerOfScan(db, scanId),
    meteredOfScan(db, scanId),
    alertsOfScan(db, scanId),
  ]);
  const progress = row.jobId ? await progressOf(env, scanId, row.jobId) : null;
  return {
    ...row,
    jobs: stored.map((job) => {
      const own = ledger.filter((e) => e.jobId === job.row.jobId).map(({ jobId: _, ...entry }) => entry);
      const charge = metered.find((m) => m.jobId === job.row.jobId);
      return { ...seeJob(job), ledger: own, metered: charge ? (charge.sentAtMs === null ? "waiting" : "sent") : null };
    }),
    progress: progress ? [...progress.stages] : [],
    alerts,
  };
}

function seeJob({ row, job }: StoredJob): Omit<AdminJob, "ledger" | "metered"> {
  return {
    ...{ jobId: row.jobId, state: job.phase, label: job.output?.label ?? null, failure: job.failure },
    ...{ options: row.options, isRebuild: row.rebuild !== null, photos: row.photoIds.length },
    ...{ losses: job.losses, winner: job.winner, workSeconds: job.output?.seconds ?? null },
    ...{ submittedAtMs: job.submittedAtMs, startedAtMs: job.startedAtMs, endedAtMs: job.endedAtMs },
    attempts: job.attempts.map(({ attempt, phase, runpodId, openedAtMs, changedAtMs, dueAtMs }) => ({
      ...{ attempt, phase, runpodId, openedAtMs, changedAtMs, dueAtMs },
    })),
  };
}
