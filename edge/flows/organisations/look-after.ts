import { wakeImports } from "../../db/batch-imports.ts";
import { endBatches } from "../../db/batches.ts";
import { openDb } from "../../db/client.ts";
import { purgeDeliveries } from "../../db/webhooks.ts";
import type { Env } from "../../env.ts";
import { pumpOutbox } from "../pump-outbox.ts";

const importStillMs = 5 * 60_000;

/** Cron's part: what a lost message or a broken submit has left lying. */
export async function lookAfterBatches(env: Pick<Env, "DB" | "JOBS" | "SWEEP">, nowMs: number): Promise<number> {
  const db = openDb(env.DB);
  const ended = await endBatches(db, nowMs);
  const woken = await wakeImports(db, nowMs - importStillMs, nowMs);
  if (woken > 0) await pumpOutbox(env, nowMs);
  return ended + woken + (await purgeDeliveries(db, nowMs));
}
