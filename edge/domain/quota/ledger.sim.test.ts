import { sql } from "drizzle-orm";
import { array, assert, asyncProperty, nat, noBias } from "fast-check";
import { expect, test } from "vitest";
import { openDb } from "../../db/client.ts";
import { readUsage } from "../../db/quota.ts";
import { LedgerWorld } from "../../testing/ledger-world.ts";
import { sqliteD1 } from "../../testing/sqlite-d1.ts";

const schedules = Number(process.env.SIM_SCHEDULES ?? 10_000);
const seed = Number(process.env.SIM_SEED ?? Date.now() % 2 ** 31);

interface EntrySums {
  jobId: string;
  held: number;
  captured: number;
  released: number;
  settlements: number;
  phase: string | null;
}

/**
 * Each schedule is a list of numbers that chooses what happens next: jobs are submitted and end, doubled, raced and late,
 * while plans are bought, changed, renewed, unpaid and cancelled.
 */
test(`whatever comes between, the ledger balances and what is over is metered (seed ${seed})`, async () => {
  console.log(`ledger simulation: seed ${seed}, ${schedules} schedules (repeat with SIM_SEED=${seed})`);
  const db = openDb(sqliteD1());
  const seen = { refused: 0, captured: 0, released: 0, metered: 0 };
  const schedule = asyncProperty(
    array(noBias(nat(9999)), { minLength: 10, maxLength: 40, size: "max" }),
    async (choices) => {
      const world = new LedgerWorld(db);
      await world.begin(choices[0] ?? 0);
      for (const choice of choices) await world.happen(choice);
      await world.comeToRest(choices);
      expect(world.troubles).toEqual([]);

      const entries = await db.all<EntrySums>(sql`SELECT e.job_id AS jobId, j.phase AS phase,
        sum(CASE WHEN kind = 'hold' THEN models END) AS held, coalesce(sum(CASE WHEN kind = 'capture' THEN models END), 0) AS captured,
        coalesce(sum(CASE WHEN kind = 'release' THEN models END), 0) AS released, sum(kind <> 'hold') AS settlements
      FROM quota_entries e LEFT JOIN jobs j ON j.job_id = e.job_id WHERE e.owner_id = ${world.ownerId} GROUP BY e.job_id`);
      expect(entries).toHaveLength(world.jobs.size);
      for (const entry of entries) {
        const job = world.jobs.get(entry.jobId);
        expect(entry.settlements, "each job ends once").toBe(1);
        expect(entry.phase, "in one state, which the ledger knows").toBe(job?.end === "capture" ? "done" : "failed");
        expect(entry.held, "hold = capture + release").toBe(entry.captured + entry.released);
        expect(entry.captured, "as it ended").toBe(job?.end === "capture" ? job.models : 0);
      }
      const metered = await db.all<{ jobId: string }>(
        sql`SELECT job_id AS jobId FROM meter_events WHERE owner_id = ${world.ownerId} ORDER BY job_id`,
      );
      expect(metered.map((m) => m.jobId)).toEqual(world.metered.map((job) => job.jobId).sort());
      for (const periodFromMs of new Set([...world.jobs.values()].map((job) => job.periodFromMs))) {
        const captured = [...world.jobs.values()].filter(
          (job) => job.periodFromMs === periodFromMs && job.end === "capture" && job.models > 0,
        ).length;
        const over = world.metered.filter((job) => job.periodFromMs === periodFromMs).length;
        expect(over, "no more is charged than the cap allows").toBeLessThanOrEqual(world.overageMax(periodFromMs));
        expect(captured - over, "nothing over the quota is free").toBeLessThanOrEqual(world.quotaMax(periodFromMs));
      }
      const usage = await readUsage(db, world.ownerId, await world.allowanceNow(), world.atMs);
      expect(usage.held, "no hold is left over").toBe(0);

      seen.refused += world.refused.size;
      seen.metered += metered.length;
      for (const { end } of world.jobs.values()) if (end) seen[end === "capture" ? "captured" : "released"]++;
    },
  );
  await assert(schedule, { seed, numRuns: schedules });
  console.log(`ledger simulation: ${JSON.stringify(seen)}`);
  // Simulations in which nothing is refused or metered would prove nothing.
  for (const [what, times] of Object.entries(seen)) expect(times, what).toBeGreaterThan(schedules / 10);
}, 600_000);
