import { readdirSync, readFileSync } from "node:fs";
import { DatabaseSync, type StatementSync } from "node:sqlite";

/** A database in memory with all migrations, in D1's clothes: the same SQL as in production, fast enough for simulations. */
export function sqliteD1(): D1Database {
  const database = new DatabaseSync(":memory:");
  const folder = new URL("../../migrations/", import.meta.url);
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .sort()) {
    database.exec(readFileSync(new URL(file, folder), "utf8"));
  }
  return new SqliteD1(database) as unknown as D1Database;
}

interface Result {
  readonly success: true;
  readonly results: Record<string, unknown>[];
  readonly meta: { readonly changes: number };
}

class SqliteD1 {
  private readonly database: DatabaseSync;
  private readonly compiled = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.database = database;
  }

  prepare(sql: string): Statement {
    return new Statement(this, sql, []);
  }

  /** One transaction, as on D1. */
  async batch(statements: readonly Statement[]): Promise<Result[]> {
    this.database.exec("BEGIN");
    try {
      const results = statements.map((statement) => statement.now());
      this.database.exec("COMMIT");
      return results;
    } catch (error) {
      this.database.exec("ROLLBACK");
      throw error;
    }
  }

  compile(sql: string): StatementSync {
    const known = this.compiled.get(sql);
    if (known) return known;
    const made = this.database.prepare(sql);
    this.compiled.set(sql, made);
    return made;
  }
}

class Statement {
  private readonly d1: SqliteD1;
  private readonly sql: string;
  private readonly params: readonly unknown[];

  constructor(d1: SqliteD1, sql: string, params: readonly unknown[]) {
    this.d1 = d1;
    this.sql = sql;
    this.params = params;
  }

  bind(...params: unknown[]): Statement {
    return new Statement(this.d1, this.sql, params);
  }

  now(): Result {
    const statement = this.d1.compile(this.sql);
    if (statement.columns().length > 0) {
      const results = statement.all(...this.params);
      return { success: true, results, meta: { changes: results.length } };
    }
    return { success: true, results: [], meta: { changes: Number(statement.run(...this.params).changes) } };
  }

  async all(): Promise<Result> {
    return this.now();
  }

  async run(): Promise<Result> {
    return this.now();
  }

  async raw(): Promise<unknown[][]> {
    return this.now().results.map((row) => Object.values(row));
  }

  async first(column?: string): Promise<unknown> {
    const row = this.now().results[0];
    return row === undefined ? null : column === undefined ? row : row[column];
  }
}
