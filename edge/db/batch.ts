import type { Query, QueryPromise, SQL } from "drizzle-orm";
import { type PreparedQueryConfig, SQLiteAsyncDialect, type SQLitePreparedQuery } from "drizzle-orm/sqlite-core";
import type { Db } from "./client.ts";

const dialect = new SQLiteAsyncDialect();

/**
 * Runs written SQL as one transaction and answers how many rows each statement changed. (Drizzle's own batch on D1
 * cannot bind parameters of raw statements.)
 */
export async function runBatch(db: Db, statements: readonly SQL[]): Promise<number[]> {
  const results = await db.$client.batch(statements.map((statement) => bound(db, dialect.sqlToQuery(statement))));
  return results.map((r) => r.meta.changes);
}

type Ask<Row> = QueryPromise<Row[]> & { prepare(): SQLitePreparedQuery<PreparedQueryConfig> };
type Answers<Asked extends readonly Ask<unknown>[]> = { [I in keyof Asked]: Awaited<Asked[I]> };

/** Runs written SQL and then asks, in one transaction: one way to the database and back instead of one for each. */
export async function runAndAsk<const Asked extends readonly Ask<unknown>[]>(
  db: Db,
  statements: readonly SQL[],
  asked: Asked,
): Promise<Answers<Asked>> {
  const questions = asked.map((one) => one.prepare());
  const queries = [...statements.map((one) => dialect.sqlToQuery(one)), ...questions.map((one) => one.getQuery())];
  const results = await db.$client.batch(queries.map((query) => bound(db, query)));
  const rows = results.slice(statements.length);
  return questions.map((one, i) => one.mapResult(rows[i], true)) as Answers<Asked>;
}

const bound = (db: Db, { sql, params }: Query): D1PreparedStatement => db.$client.prepare(sql).bind(...params);
