import { and, eq, inArray, sql } from "drizzle-orm";
import type { Preparation } from "../domain/quoting/preparation.ts";
import type { Db } from "./client.ts";
import { preparations } from "./schema.ts";

export type PreparationRow = typeof preparations.$inferSelect;
export type WantedPreparation = Pick<
  PreparationRow,
  "preparationId" | "partId" | "task" | "inputSha256" | "inputBytes"
>;

export async function findPreparation(db: Db, preparationId: string): Promise<PreparationRow | undefined> {
  return (await db.select().from(preparations).where(eq(preparations.preparationId, preparationId)))[0];
}

/** Orders it, once; whoever comes second finds the first's. Undefined: its part was deleted meanwhile. */
export async function wantPreparation(
  db: Db,
  wanted: WantedPreparation,
  nowMs: number,
): Promise<PreparationRow | undefined> {
  const { preparationId, partId, task, inputSha256, inputBytes } = wanted;
  await db.run(sql`INSERT INTO preparations (preparation_id, part_id, task, input_sha256, input_bytes, state, attempt,
      due_at_ms, since_ms, created_at_ms)
    SELECT ${preparationId}, ${partId}, ${task}, ${inputSha256}, ${inputBytes}, 'waiting', 1, ${nowMs}, ${nowMs}, ${nowMs}
    WHERE EXISTS (SELECT 1 FROM parts WHERE part_id = ${partId}) ON CONFLICT DO NOTHING`);
  return findPreparation(db, preparationId);
}

/** Writes the step unless somebody was faster. */
export async function savePreparation(
  db: Db,
  before: PreparationRow,
  step: Preparation,
  more: Partial<Pick<PreparationRow, "callbackTokenSha256">> = {},
): Promise<PreparationRow | null> {
  const { state, attempt, dueAtMs, sinceMs, runpodId, report, meshSha256, meshBytes } = step;
  const { failureCode, failureDetail } = step;
  const rows = await db
    .update(preparations)
    .set({
      ...{ state, attempt, dueAtMs, sinceMs, runpodId, report, meshSha256, meshBytes, failureCode, failureDetail },
      ...more,
      writes: before.writes + 1,
    })
    .where(and(eq(preparations.preparationId, before.preparationId), eq(preparations.writes, before.writes)))
    .returning();
  return rows[0] ?? null;
}

/** What may be sent now, as long as fewer than `most` are under way. */
export async function preparationsToSend(db: Db, most: number, nowMs: number): Promise<PreparationRow[]> {
  const underWay = sql`(SELECT count(*) FROM preparations WHERE state IN ('sending', 'sent'))`;
  const [under] = await db.all<{ n: number }>(sql`SELECT ${underWay} AS n`);
  const room = most - (under?.n ?? 0);
  if (room <= 0) return [];
  const due = and(eq(preparations.state, "waiting"), sql`${preparations.dueAtMs} <= ${nowMs}`);
  return db.select().from(preparations).where(due).orderBy(preparations.dueAtMs).limit(room);
}

/** Those under way, longest first. */
export async function preparationsUnderWay(db: Db, limit: number): Promise<PreparationRow[]> {
  const moving = inArray(preparations.state, ["sending", "sent"]);
  return db.select().from(preparations).where(moving).orderBy(preparations.sinceMs).limit(limit);
}

/** Whether that token is the present attempt's; compared inside the database. */
export async function holdsPreparation(
  db: Db,
  preparationId: string,
  attempt: number,
  tokenSha256: string,
): Promise<boolean> {
  const rows = await db.all(sql`SELECT 1 FROM preparations
    WHERE preparation_id = ${preparationId} AND attempt = ${attempt} AND callback_token_sha256 = ${tokenSha256}`);
  return rows.length > 0;
}
