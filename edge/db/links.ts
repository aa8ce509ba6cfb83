import { type SQL, sql } from "drizzle-orm";
import type { StoredObject } from "../domain/storage-keys.ts";
import type { Db } from "./client.ts";

/** Ends every link to files that an owner was given so far, exports too; those of workers go on. */
export function revokeLinksSql(ownerId: string, nowMs: number, guard: SQL = sql`1`): SQL[] {
  return [
    sql`UPDATE owners SET links_revoked_at_ms = max(links_revoked_at_ms, ${nowMs})
      WHERE owner_id = ${ownerId} AND ${guard}`,
    sql`DELETE FROM data_exports WHERE owner_id = ${ownerId} AND ${guard}`,
  ];
}

/** Links to this object that were given out by then are not honoured. Null: nobody owns it (any more). */
export async function linksRevokedAtMs(db: Db, object: StoredObject): Promise<number | null> {
  const owner =
    object.kind === "photo"
      ? sql`SELECT owner_id FROM scans WHERE scan_id = ${object.scanId}`
      : sql`SELECT owner_id FROM jobs WHERE job_id = ${object.jobId}`;
  const row = await db.get<{ atMs: number }>(
    sql`SELECT links_revoked_at_ms AS atMs FROM owners WHERE owner_id = (${owner})`,
  );
  return row?.atMs ?? null;
}
