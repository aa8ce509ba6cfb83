import { eq } from "drizzle-orm";
import { errorText, log } from "../../adapters/log.ts";
import { type Db, openDb } from "../../db/client.ts";
import {
  type ErasureRow,
  eraseRecords,
  findErasure,
  importKeysOf,
  lockOut,
  openErasures,
  reopenErasures,
  scanIdsOf,
} from "../../db/erasures.ts";
import { cursors } from "../../db/schema.ts";
import { erasureKey, erasurePrefix, ownerOfErasure } from "../../domain/storage-keys.ts";
import type { Env } from "../../env.ts";
import { eraseCustomer } from "../billing/erase-customer.ts";
import { deleteScan } from "../delete-scan.ts";
import { endOrdersOf } from "../ordering/end-orders-of.ts";
import { discardPartsOf } from "../quoting/discard-parts.ts";

const scansPerRun = 30;
const erasuresPerRun = 10;
const markersPerRun = 200;
const cursorName = "erasures";

/**
 * Takes an erasure as far as one run goes; every step may be repeated. The marker in the bucket comes first: from then on
 * not even a restored database brings the owner back for good.
 */
export async function eraseOwner(env: Env, erasure: ErasureRow, nowMs: number): Promise<ErasureRow> {
  const { ownerId, askedAtMs } = erasure;
  const db = openDb(env.DB);
  await env.FILES.put(erasureKey(ownerId), JSON.stringify({ ownerId, askedAtMs }), {
    customMetadata: { askedAtMs: String(askedAtMs) },
  });
  await lockOut(db, ownerId, nowMs);
  for (const scanId of await scanIdsOf(db, ownerId, scansPerRun)) await deleteScan(env, ownerId, scanId, nowMs);
  if ((await scanIdsOf(db, ownerId, 1)).length > 0) return erasure;
  const zips = await importKeysOf(db, ownerId);
  if (zips.length > 0) await env.FILES.delete(zips);
  await discardPartsOf(env, ownerId);
  await endOrdersOf(env, ownerId, nowMs);
  await eraseCustomer(env, ownerId);
  await eraseRecords(db, ownerId, nowMs);
  log("info", "owner-erased", { ownerId });
  return (await findErasure(db, ownerId)) ?? erasure;
}

/** What broke off, or was too much for one run. One that fails does not keep the others. */
export async function goOnErasing(env: Env, nowMs: number): Promise<number> {
  const open = await openErasures(openDb(env.DB), erasuresPerRun);
  for (const erasure of open) {
    await eraseOwner(env, erasure, nowMs).catch((error) =>
      log("error", "erasure-failed", { ownerId: erasure.ownerId, error: errorText(error) }),
    );
  }
  return open.length;
}

/** Walks the markers in the bucket, a page each time: what a restored database has brought back is erased again. */
export async function replayErasures(env: Pick<Env, "DB" | "FILES">): Promise<number> {
  const db = openDb(env.DB);
  const at = (await db.select().from(cursors).where(eq(cursors.name, cursorName)))[0]?.value;
  const page = await env.FILES.list({
    ...{ prefix: erasurePrefix, limit: markersPerRun, include: ["customMetadata"] },
    ...(at ? { startAfter: at } : {}),
  });
  const marked = page.objects.flatMap(({ key, customMetadata, uploaded }) => {
    const ownerId = ownerOfErasure(key);
    return ownerId ? [{ ownerId, askedAtMs: Number(customMetadata?.askedAtMs) || uploaded.getTime() }] : [];
  });
  const opened = marked.length > 0 ? await reopenErasures(db, marked) : 0;
  await remember(db, page.truncated ? (page.objects.at(-1)?.key ?? "") : "");
  return opened;
}

async function remember(db: Db, value: string): Promise<void> {
  await db
    .insert(cursors)
    .values({ name: cursorName, value })
    .onConflictDoUpdate({ target: cursors.name, set: { value } });
}
