import type { Database } from "../../device/database.ts";
import { compareVerdict, type Prediction, type VerdictComparison } from "./compare-verdict.ts";
import type { ViewsAsked } from "./named-views.ts";
import type { RunOutcome } from "./photo-outcome.ts";

/** The newest run of a scan as this device keeps it: readable offline, and what later verdicts are held against. */
export type ScanOutcome = RunOutcome & {
  scanId: string;
  jobId: string;
  asked: ViewsAsked;
  /** Null where this device had judged nothing before. */
  comparison: VerdictComparison | null;
};

/** The device's own verdict on a scan as it stood when it was last judged. */
export type KeptVerdict = { scanId: string; judgedAtMs: number; verdict: Prediction };

/** Called with each verdict on the set: the last one before the run is compared with what the server made of it. */
export async function keepVerdict(database: Database, kept: KeptVerdict): Promise<void> {
  await database.run((db) => db.put("verdicts", kept));
}

export async function readOutcome(database: Database, scanId: string): Promise<ScanOutcome | null> {
  return (await database.run((db) => db.get("outcomes", scanId))) ?? null;
}

/**
 * Keeps a run's outcome, compared once: a verdict given after it, of more photos, must not change what was foretold.
 */
export async function keepOutcome(database: Database, run: Omit<ScanOutcome, "comparison">): Promise<ScanOutcome> {
  return database.run(async (db) => {
    const tx = db.transaction(["outcomes", "verdicts"], "readwrite");
    const before = await tx.objectStore("outcomes").get(run.scanId);
    const said = await tx.objectStore("verdicts").get(run.scanId);
    const comparison =
      before?.jobId === run.jobId && before.comparison
        ? before.comparison
        : said
          ? compareVerdict(said.verdict, run)
          : null;
    const kept = { ...run, comparison };
    await Promise.all([tx.objectStore("outcomes").put(kept), tx.done]);
    return kept;
  });
}
