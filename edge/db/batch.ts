import { fillPlaceholders, type Query, type QueryPromise, type SQL } from "drizzle-orm";
import { type PreparedQueryConfig, SQLiteAsyncDialect, type SQLitePreparedQuery } from "drizzle-orm/sqlite-core";
import { type Db, openDb } from "./client.ts";

const dialect = new SQLiteAsyncDialect();

/**
 * Runs written SQL as one transaction and answers how many rows each statement changed. (Drizzle's own batch on D1
 * cannot bind parameters of raw statements.)
 */
export async function runBatch(db: Db, statements: readonly SQL[]): Promise<number[]> {
  const results = await db.$client.batch(statements.map((statement) => bound(db, dialect.sqlToQuery(statement))));
  return results.map((r) => r.meta.changes);
}

/** What is asked of the database, ready to go: its SQL with values, and how the answer is read. */
export interface Question<Row> {
  readonly query: Query;
  /** `byName`: as D1 answers within a batch; columns of one name would be one there. */
  readonly read: (result: unknown, byName: boolean) => Row[];
}

type Built<Row> = QueryPromise<Row[]> & { prepare(): SQLitePreparedQuery<PreparedQueryConfig> };

/**
 * A question that is asked with every request: its SQL is built once and has placeholders for what differs. To build it
 * takes Drizzle longer than the database needs for the answer.
 */
export function question<Row>(build: (db: Db) => Built<Row>): (values: Record<string, unknown>) => Question<Row> {
  const nowhere = { prepare: () => null } as unknown as D1Database;
  let built: SQLitePreparedQuery<PreparedQueryConfig> | null = null;
  return (values) => {
    built ??= build(openDb(nowhere)).prepare();
    const known = built;
    const { sql, params } = known.getQuery();
    return {
      query: { sql, params: fillPlaceholders(params, values) },
      read: (result, byName) => known.mapResult(result, byName) as Row[],
    };
  };
}

export async function ask<Row>(db: Db, { query, read }: Question<Row>): Promise<Row[]> {
  return read(await bound(db, query).raw(), false);
}

type Answers<Asked extends readonly Question<unknown>[]> = {
  [I in keyof Asked]: Asked[I] extends Question<infer Row> ? Row[] : never;
};

/** Runs written SQL and then asks, in one transaction: one way to the database and back instead of one for each. */
export async function runAndAsk<const Asked extends readonly Question<unknown>[]>(
  db: Db,
  statements: readonly SQL[],
  asked: Asked,
): Promise<Answers<Asked>> {
  const queries = [...statements.map((one) => dialect.sqlToQuery(one)), ...asked.map(({ query }) => query)];
  const results = await db.$client.batch(queries.map((query) => bound(db, query)));
  const answers = results.slice(statements.length);
  return asked.map(({ read }, i) => read(answers[i], true)) as Answers<Asked>;
}

const bound = (db: Db, { sql, params }: Query): D1PreparedStatement => db.$client.prepare(sql).bind(...params);
