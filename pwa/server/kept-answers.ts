import * as v from "valibot";
import type { Database } from "../device/database.ts";

/** Key of the last known account among the kept answers. */
export const accountAnswer = "account";

export type Kept<Body> = { body: Body; atMs: number };

export async function keepAnswer(database: Database, key: string, body: unknown, atMs: number): Promise<void> {
  await database.run((db) => db.put("answers", { atMs, body }, key));
}

export async function forgetAnswer(database: Database, key: string): Promise<void> {
  await database.run((db) => db.delete("answers", key));
}

/** The last answer of that kind; null where there is none, or an older app kept it in another form. */
export async function keptAnswer<Body>(
  database: Database,
  key: string,
  schema: v.GenericSchema<unknown, Body>,
): Promise<Kept<Body> | null> {
  const kept = await database.run((db) => db.get("answers", key));
  const parsed = kept && v.safeParse(schema, kept.body);
  return parsed?.success ? { body: parsed.output, atMs: kept?.atMs ?? 0 } : null;
}
