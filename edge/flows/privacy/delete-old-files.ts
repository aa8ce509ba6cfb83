import { eq } from "drizzle-orm";
import { type Db, openDb } from "../../db/client.ts";
import { type AgingScan, agingScans, forgetFiles, pardonAll, tellOfDeletion } from "../../db/retention.ts";
import { cursors } from "../../db/schema.ts";
import { keptMsOf, retentionStep } from "../../domain/privacy/retention.ts";
import type { Env } from "../../env.ts";

type RetentionEnv = Pick<Env, "DB" | "FILES" | "FILES_KEPT_DAYS">;
const pageMax = 300;
/** Of scans whose files are deleted in one run: each is a batch and a deletion. */
const perRunMax = 25;
const cursorName = "retention";

/** Walks all scans, a page each time: tells owners three days before, then deletes photos and results. */
export async function deleteOldFiles(env: RetentionEnv, nowMs: number): Promise<number> {
  const keptMs = keptMsOf(env.FILES_KEPT_DAYS);
  if (keptMs === null) return 0;
  const db = openDb(env.DB);
  const at = (await db.select().from(cursors).where(eq(cursors.name, cursorName)))[0]?.value ?? "";
  const page = await agingScans(db, at, pageMax);
  let done = 0;
  let last = "";
  for (const scan of page) {
    if (done === perRunMax) break;
    const step = retentionStep(scan, keptMs, nowMs);
    if (step.do === "tell" && (await tellOfDeletion(db, scan, step.deletesAtMs, nowMs))) done++;
    if (step.do === "delete" && (await deleteFiles(env, db, scan, nowMs))) done++;
    last = scan.scanId;
  }
  const wholePage = last === page.at(-1)?.scanId && page.length < pageMax;
  const value = wholePage ? "" : last;
  const written = { name: cursorName, value };
  await db.insert(cursors).values(written).onConflictDoUpdate({ target: cursors.name, set: { value } });
  return done;
}

/** Results go with the sweep that the batch orders; photos at once, or, where this breaks off, with the condemned ones. */
async function deleteFiles(env: RetentionEnv, db: Db, scan: AgingScan, nowMs: number): Promise<boolean> {
  const keys = await forgetFiles(db, scan, nowMs);
  if (keys === null) return false;
  if (keys.length > 0) await env.FILES.delete(keys);
  await pardonAll(db, keys);
  return true;
}
