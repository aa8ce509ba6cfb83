import { eq, type SQL, sql } from "drizzle-orm";
import type { ScanWeight } from "../domain/privacy/cut-export.ts";
import { runBatch } from "./batch.ts";
import type { Db } from "./client.ts";
import { type OwnTable, secretColumns } from "./own-tables.ts";
import { dataExports } from "./schema.ts";

export type ExportRow = typeof dataExports.$inferSelect;
const livingMax = 5;

/** False: the owner has several already. */
export async function insertExport(db: Db, row: ExportRow): Promise<boolean> {
  const [first] = await runBatch(db, [
    sql`INSERT INTO data_exports (export_id, owner_id, cuts, created_at_ms, expires_at_ms)
      SELECT ${row.exportId}, ${row.ownerId}, ${JSON.stringify(row.cuts)}, ${row.createdAtMs}, ${row.expiresAtMs}
      WHERE (SELECT count(*) FROM data_exports WHERE owner_id = ${row.ownerId} AND expires_at_ms > ${row.createdAtMs})
        < ${livingMax}`,
    sql`DELETE FROM data_exports WHERE expires_at_ms <= ${row.createdAtMs}`,
  ]);
  return first === 1;
}

export async function findExport(db: Db, exportId: string): Promise<ExportRow | undefined> {
  return (await db.select().from(dataExports).where(eq(dataExports.exportId, exportId)))[0];
}

export async function deleteExport(db: Db, ownerId: string, exportId: string): Promise<void> {
  await runBatch(db, [sql`DELETE FROM data_exports WHERE export_id = ${exportId} AND owner_id = ${ownerId}`]);
}

const results = sql.raw("jobs j, json_each(j.output, '$.files') f");
const withFiles = sql.raw("j.winner IS NOT NULL AND j.files_deleted_at_ms IS NULL");

/** All scans of an owner by id, with what their files and records weigh. */
export async function weighScans(db: Db, ownerId: string): Promise<ScanWeight[]> {
  return db.all<ScanWeight>(sql`SELECT s.scan_id AS scanId,
      1 + (SELECT count(*) FROM photos p WHERE p.scan_id = s.scan_id)
        + (SELECT count(*) FROM ${results} WHERE j.scan_id = s.scan_id AND ${withFiles}) AS files,
      (SELECT coalesce(sum(p.bytes), 0) FROM photos p WHERE p.scan_id = s.scan_id)
        + (SELECT coalesce(sum(json_extract(f.value, '$.bytes')), 0) FROM ${results}
          WHERE j.scan_id = s.scan_id AND ${withFiles}) AS bytes
    FROM scans s WHERE s.owner_id = ${ownerId} ORDER BY s.scan_id`);
}

export async function nextScanId(
  db: Db,
  ownerId: string,
  after: { scanId: string; include: boolean },
  before: string | null,
): Promise<string | null> {
  const from = after.include ? sql`scan_id >= ${after.scanId}` : sql`scan_id > ${after.scanId}`;
  const to = before === null ? sql`1` : sql`scan_id < ${before}`;
  const row = await db.get<{ scanId: string }>(sql`SELECT scan_id AS scanId FROM scans
    WHERE owner_id = ${ownerId} AND ${from} AND ${to} ORDER BY scan_id LIMIT 1`);
  return row?.scanId ?? null;
}

type Record_ = Readonly<Record<string, unknown>>;
const pageMax = 500;

export const ownRowsSql = ({ by, of }: OwnTable, ownerId: string): SQL =>
  of
    ? sql`${sql.identifier(by)} IN (SELECT ${sql.identifier(by)} FROM ${sql.identifier(of)} WHERE owner_id = ${ownerId})`
    : sql`${sql.identifier(by)} = ${ownerId}`;

/** An owner's rows of a table, a page at a time, without anything secret. */
export async function* ownRows(db: Db, table: OwnTable, ownerId: string): AsyncGenerator<Record_> {
  const mine = ownRowsSql(table, ownerId);
  for (let after = 0; ; ) {
    const page = await db.all<Record_>(sql`SELECT rowid AS rowid_, * FROM ${sql.identifier(table.table)}
      WHERE ${mine} AND rowid > ${after} ORDER BY rowid LIMIT ${pageMax}`);
    for (const row of page) yield shown(row);
    if (page.length < pageMax) return;
    after = page.at(-1)?.rowid_ as number;
  }
}

function shown(row: Record_): Record_ {
  const told = Object.entries(row).filter(([name]) => name !== "rowid_" && !secretColumns.has(name));
  return Object.fromEntries(told.map(([name, value]) => [name, isBytes(value) ? hexOf(value) : value]));
}

/** D1 gives a blob as an array of numbers. */
const isBytes = (value: unknown): value is number[] => Array.isArray(value) || value instanceof ArrayBuffer;
const hexOf = (value: number[] | ArrayBuffer): string =>
  Array.from(value instanceof ArrayBuffer ? new Uint8Array(value) : value, (b) => b.toString(16).padStart(2, "0")).join(
    "",
  );

/** Everything the tables say of one scan, as one record. */
export async function scanRecord(db: Db, scanId: string): Promise<Record_> {
  const rows = (table: string) =>
    db.all<Record_>(sql`SELECT * FROM ${sql.identifier(table)} WHERE scan_id = ${scanId} ORDER BY rowid`);
  const [scans, photos, jobs] = await Promise.all([rows("scans"), rows("photos"), rows("jobs")]);
  return { ...shown(scans[0] ?? {}), photos: photos.map(shown), jobs: jobs.map(shown) };
}
