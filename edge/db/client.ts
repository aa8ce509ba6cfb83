import { type DrizzleD1Database, drizzle } from "drizzle-orm/d1";

export type Db = DrizzleD1Database<Record<string, never>> & { $client: D1Database };

/** Without the schema: relational queries are not used, and reading all tables took a fifth of every request. */
export const openDb = (d1: D1Database): Db => drizzle(d1);
