import type { SQL } from "drizzle-orm";
import { SQLiteAsyncDialect } from "drizzle-orm/sqlite-core";
import type { Db } from "./client.ts";

const dialect = new SQLiteAsyncDialect();

/**
 * Runs written SQL as one transaction and answers how many rows each statement changed. (Drizzle's own batch on D1
 * cannot bind parameters of raw statements.)
 */
export async function runBatch(db: Db, statements: readonly SQL[]): Promise<number[]> {
  const prepared = statements.map((statement) => {
    const { sql, params } = dialect.sqlToQuery(statement);
    return db.$client.prepare(sql).bind(...params);
  });
  const results = await db.$client.batch(prepared);
  return results.map((r) => r.meta.changes);
}
