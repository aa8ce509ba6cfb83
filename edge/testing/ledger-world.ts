import { sql } from "drizzle-orm";
import { runBatch } from "../db/batch.ts";
import { allowanceSql } from "../db/billing.ts";
import type { Db } from "../db/client.ts";
import { holdSql, quotaGuard, readAllowance, settleSql } from "../db/quota.ts";
import type { AllowanceFacts } from "../domain/billing/subscription.ts";
import { type Allowance, dayOf, periodLimit, trial } from "../domain/quota/quota.ts";
import { Plans } from "./ledger-plans.ts";

const hourMs = 3_600_000;

interface Job {
  readonly jobId: string;
  readonly models: 0 | 1;
  readonly periodFromMs: number;
  readonly day: number;
  readonly quota: number | null;
  writeId: string;
  end: "capture" | "release" | null;
}

type Pending =
  | { readonly do: "submit"; readonly jobId: string; readonly models: 0 | 1; readonly allowance: Allowance }
  | { readonly do: "settle"; readonly job: Job; readonly read: string; readonly kind: "capture" | "release" };

/**
 * One owner with jobs that begin and end while plans change: the real statements on a real SQLite, and beside them what
 * they should come to. What reads first and writes later is two steps, and anything may come between them.
 */
export class LedgerWorld {
  readonly ownerId = crypto.randomUUID();
  readonly jobs = new Map<string, Job>();
  readonly metered: Job[] = [];
  readonly troubles: string[] = [];
  readonly refused = new Set<string>();
  readonly plans = new Plans();
  private readonly pending: Pending[] = [];
  private readonly db: Db;
  private nowMs = Date.UTC(2026, 0, 1);

  constructor(db: Db) {
    this.db = db;
  }

  /** Most begin with a plan and a cap. */
  async begin(choice: number): Promise<void> {
    if (choice % 4 === 0) return;
    await this.write(this.plans.renew(choice >> 1, this.nowMs));
    await this.write(this.plans.cap(3 - ((choice >> 4) % 3)));
  }

  async happen(choice: number): Promise<void> {
    const detail = Math.floor(choice / 32);
    const kind = choice % 32;
    if (kind < 8) return this.beginSubmit(detail);
    if (kind < 11) return this.beginSettle(detail);
    if (kind < 23) return this.goOn(detail);
    if (kind === 23) return this.write(this.plans.upgrade(detail, this.nowMs));
    if (kind === 24) return this.write(this.plans.renew(detail, this.nowMs));
    if (kind < 27) return this.write(this.plans.cap(detail));
    if (kind === 27) return this.write(detail % 4 === 0 ? this.plans.end() : this.plans.lapse(detail, this.nowMs));
    this.nowMs += (1 + (detail % 30)) * hourMs;
  }

  private async write(facts: AllowanceFacts | null): Promise<void> {
    const sqlOf = facts
      ? allowanceSql(this.ownerId, facts, sql`1`, this.nowMs)
      : sql`DELETE FROM allowances WHERE owner_id = ${this.ownerId}`;
    await runBatch(this.db, [sqlOf]);
  }

  private async beginSubmit(detail: number): Promise<void> {
    const allowance = await readAllowance(this.db, this.ownerId, this.nowMs);
    // Now and then a job that is there already is sent again.
    const again = detail % 8 === 7 ? [...this.jobs.keys()][detail % Math.max(1, this.jobs.size)] : undefined;
    const models = detail % 9 === 8 ? 0 : 1;
    this.pending.push({ do: "submit", jobId: again ?? crypto.randomUUID(), models, allowance });
  }

  private beginSettle(detail: number): void {
    const all = [...this.jobs.values()];
    const job = all[detail % Math.max(1, all.length)];
    // Who reads that it has ended leaves it; who read before that finds out when writing.
    if (!job || job.end !== null) return;
    this.pending.push({ do: "settle", job, read: job.writeId, kind: detail % 4 === 0 ? "release" : "capture" });
  }

  private async goOn(detail: number): Promise<void> {
    const next = this.pending[detail % Math.max(1, this.pending.length)];
    if (!next) return;
    // What is done may be done again: a message that came twice.
    if (detail % 4 !== 0) this.pending.splice(this.pending.indexOf(next), 1);
    if (next.do === "submit") await this.submit(next);
    else await this.settle(next.job, next.read, next.kind);
  }

  private async submit({ jobId, models, allowance }: Extract<Pending, { do: "submit" }>): Promise<void> {
    const writeId = crypto.randomUUID();
    const mine = sql`EXISTS (SELECT 1 FROM jobs WHERE job_id = ${jobId} AND write_id = ${writeId})`;
    const [inserted] = await runBatch(this.db, [
      sql`INSERT INTO jobs (job_id, scan_id, owner_id, phase, losses, options, photo_ids, submit_sha256, submitted_at_ms,
          checked_at_ms, write_id)
        SELECT ${jobId}, ${jobId}, ${this.ownerId}, 'queued', 0, '{}', '[]', '', ${this.nowMs}, ${this.nowMs}, ${writeId}
        WHERE ${quotaGuard(this.ownerId, allowance, models, this.nowMs)} ON CONFLICT DO NOTHING`,
      holdSql(jobId, this.ownerId, allowance, models, mine, this.nowMs),
    ]);
    const wanted = !this.jobs.has(jobId) && this.fits(allowance, models);
    if ((inserted === 1) !== wanted) this.troubles.push(`a submit was ${wanted ? "refused" : "let through"}`);
    if (inserted !== 1) {
      if (!this.jobs.has(jobId)) this.refused.add(jobId);
      return;
    }
    this.refused.delete(jobId);
    const { periodFromMs, modelsPerMonth: quota } = allowance;
    this.jobs.set(jobId, { jobId, models, periodFromMs, day: dayOf(this.nowMs), quota, writeId, end: null });
  }

  private fits(a: Allowance, models: number): boolean {
    if (a.readOnly) return false;
    if (models === 0) return true;
    const counted = [...this.jobs.values()].filter((job) => job.end !== "release");
    const sum = (jobs: Job[]) => jobs.reduce((n, job) => n + job.models, 0);
    const month = sum(counted.filter((job) => job.periodFromMs === a.periodFromMs));
    const day = sum(counted.filter((job) => job.day === dayOf(this.nowMs)));
    const limit = periodLimit(a);
    return (limit === null || month < limit) && (a.modelsPerDay === null || day < a.modelsPerDay);
  }

  private async settle(job: Job, read: string, kind: "capture" | "release"): Promise<void> {
    const writeId = crypto.randomUUID();
    const mine = sql`EXISTS (SELECT 1 FROM jobs WHERE job_id = ${job.jobId} AND write_id = ${writeId})`;
    const phase = kind === "capture" ? "done" : "failed";
    const [changed] = await runBatch(this.db, [
      sql`UPDATE jobs SET phase = ${phase}, write_id = ${writeId} WHERE job_id = ${job.jobId} AND write_id = ${read}`,
      ...settleSql(job.jobId, kind, mine, this.nowMs),
    ]);
    const wanted = job.writeId === read;
    if ((changed === 1) !== wanted) this.troubles.push("a job was written by two who had read the same");
    if (changed !== 1) return;
    job.writeId = writeId;
    job.end = kind;
    if (kind === "capture" && job.models > 0 && this.isOver(job)) this.metered.push(job);
  }

  /** Beyond the largest quota of its period, those not counted that were metered before. */
  private isOver(job: Job): boolean {
    if (job.quota === null || job.periodFromMs <= 0) return false;
    const same = [...this.jobs.values()].filter((one) => one.periodFromMs === job.periodFromMs);
    const captured = same.filter((one) => one.end === "capture").reduce((n, one) => n + one.models, 0);
    const before = this.metered.filter((one) => one.periodFromMs === job.periodFromMs).length;
    const now = this.plans.now?.periodFromMs === job.periodFromMs ? this.plans.now.modelsPerMonth : 0;
    return captured - before > Math.max(now, ...same.map((one) => one.quota ?? 0));
  }

  /** Everything that is under way ends. */
  async comeToRest(choices: readonly number[]): Promise<void> {
    for (const [i, job] of [...this.jobs.values()].entries()) {
      if (job.end === null) await this.settle(job, job.writeId, (choices[i] ?? 0) % 4 > 0 ? "capture" : "release");
    }
  }

  allowanceNow = (): Promise<Allowance> => readAllowance(this.db, this.ownerId, this.nowMs);
  get atMs(): number {
    return this.nowMs;
  }

  /** The most that a period may be charged for, models: the highest cap it ever had. */
  overageMax = (periodFromMs: number): number => this.plans.overageMax.get(periodFromMs) ?? trial.overageModelsMax;
  quotaMax = (periodFromMs: number): number => this.plans.quotaMax.get(periodFromMs) ?? trial.modelsPerMonth ?? 0;
}
