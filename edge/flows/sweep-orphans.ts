import { asc, eq, inArray, isNull, sql } from "drizzle-orm";
import { runBatch } from "../db/batch.ts";
import { type Db, openDb } from "../db/client.ts";
import { livingParts } from "../db/parts.ts";
import { listCondemned } from "../db/photos.ts";
import { cursors, jobs, photos, tombstones } from "../db/schema.ts";
import { findSlices } from "../db/slices.ts";
import { isAlive } from "../domain/job.ts";
import { sweepLimits } from "../domain/limits.ts";
import {
  erasurePrefix,
  jobPrefix,
  parseKey,
  partOfKey,
  type StoredObject,
  scanPrefix,
  sliceOfKey,
} from "../domain/storage-keys.ts";
import type { Env } from "../env.ts";
import { discardObject } from "./discard-object.ts";
import { sweepPrefix } from "./sweep-prefix.ts";

type SweepEnv = Pick<Env, "DB" | "FILES">;
const pageMax = 90;
const perRun = 20;
const cursorName = "orphans";

/** Walks the whole bucket, a page each time, and deletes old objects that no row accounts for. */
export async function sweepOrphans(env: SweepEnv, nowMs: number): Promise<number> {
  const db = openDb(env.DB);
  const at = (await db.select().from(cursors).where(eq(cursors.name, cursorName)))[0]?.value;
  const page = await env.FILES.list({ limit: pageMax, ...(at ? { startAfter: at } : {}) });
  const old = page.objects.filter((o) => nowMs - o.uploaded.getTime() > sweepLimits.orphanMinAgeMs);
  const held = await heldObjects(
    db,
    old.map((o) => o.key),
  );
  let swept = 0;
  for (const { key } of old) {
    if (held.has(key) || key.startsWith(erasurePrefix)) continue;
    const object = parseKey(key);
    if (object?.kind === "photo") await discardObject(env.FILES, db, object.scanId, object.sha256, nowMs);
    else await env.FILES.delete(key);
    swept++;
  }
  const value = page.truncated ? (page.objects.at(-1)?.key ?? "") : "";
  await db
    .insert(cursors)
    .values({ name: cursorName, value })
    .onConflictDoUpdate({ target: cursors.name, set: { value } });
  return swept;
}

/** The keys that a photo row, a living job or a winning attempt accounts for. */
async function heldObjects(db: Db, keys: string[]): Promise<Set<string>> {
  const parsed = keys.map((key) => [key, parseKey(key)] as const);
  const scanIds = [...new Set(parsed.flatMap(([, o]) => (o?.kind === "photo" ? [o.scanId] : [])))];
  const jobIds = [...new Set(parsed.flatMap(([, o]) => (o?.kind === "result" ? [o.jobId] : [])))];
  const photoRows = scanIds.length
    ? await db
        .select({ scanId: photos.scanId, sha256: photos.sha256 })
        .from(photos)
        .where(inArray(photos.scanId, scanIds))
    : [];
  const jobRows = jobIds.length ? await db.select().from(jobs).where(inArray(jobs.jobId, jobIds)) : [];
  const photoSet = new Set(photoRows.map((p) => `${p.scanId}/${p.sha256}`));
  const jobMap = new Map(jobRows.map((j) => [j.jobId, j]));
  const isHeld = (o: StoredObject | null): boolean => {
    if (o === null) return false;
    if (o.kind === "photo") return photoSet.has(`${o.scanId}/${o.sha256}`);
    const job = jobMap.get(o.jobId);
    return job !== undefined && (isAlive(job.phase) || (job.winner === o.attempt && job.filesDeletedAtMs === null));
  };
  const held = parsed.filter(([, o]) => isHeld(o)).map(([key]) => key);
  return new Set([...held, ...(await heldForQuotes(db, keys))]);
}

/** Files of parts, and of slices, that have a row. */
async function heldForQuotes(db: Db, keys: string[]): Promise<string[]> {
  const ids = (of: (key: string) => string | null) => [...new Set(keys.flatMap((key) => of(key) ?? []))];
  const [partIds, sliceIds] = [ids(partOfKey), ids(sliceOfKey)];
  const parts = partIds.length > 0 ? await livingParts(db, partIds) : new Set();
  const slices = sliceIds.length > 0 ? await findSlices(db, sliceIds) : new Map();
  return keys.filter((key) => parts.has(partOfKey(key) ?? "") || slices.has(sliceOfKey(key) ?? ""));
}

/** Deletions that broke off between the row and the object. */
export async function finishCondemned(env: SweepEnv, nowMs: number): Promise<number> {
  const db = openDb(env.DB);
  const keys = await listCondemned(db, nowMs - 60_000, perRun);
  for (const key of keys) {
    const object = parseKey(key);
    if (object?.kind === "photo") await discardObject(env.FILES, db, object.scanId, object.sha256, nowMs);
  }
  return keys.length;
}

/** Deleted scans whose objects may still be there: the sweep message was lost, or a file arrived after it. */
export async function repeatErasures(env: SweepEnv, nowMs: number): Promise<number> {
  const db = openDb(env.DB);
  const due = await db
    .select()
    .from(tombstones)
    .where(isNull(tombstones.sweptAtMs))
    .orderBy(asc(tombstones.deletedAtMs))
    .limit(perRun);
  for (const stone of due) {
    await sweepPrefix(env, scanPrefix(stone.scanId));
    for (const jobId of stone.jobIds) await sweepPrefix(env, jobPrefix(jobId));
    // A result may be on its way until the worker's run is surely over.
    if (nowMs - stone.deletedAtMs > sweepLimits.orphanMinAgeMs) {
      await db.update(tombstones).set({ sweptAtMs: nowMs }).where(eq(tombstones.scanId, stone.scanId));
    }
  }
  return due.length;
}

export async function purgeOld(env: SweepEnv, nowMs: number): Promise<number> {
  const db = openDb(env.DB);
  const changes = await runBatch(db, [
    sql`DELETE FROM tombstones WHERE swept_at_ms IS NOT NULL AND deleted_at_ms < ${nowMs - sweepLimits.tombstoneKeptMs}`,
    sql`DELETE FROM notices WHERE created_at_ms < ${nowMs - sweepLimits.noticeKeptMs}`,
    sql`DELETE FROM data_exports WHERE expires_at_ms < ${nowMs}`,
    sql`DELETE FROM alerts WHERE at_ms < ${nowMs - sweepLimits.alertKeptMs}`,
  ]);
  return changes.reduce((sum, n) => sum + n, 0);
}
