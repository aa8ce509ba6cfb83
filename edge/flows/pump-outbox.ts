import { errorText, log } from "../adapters/log.ts";
import { openDb } from "../db/client.ts";
import { leaseMessages, releaseMessages, removeMessages } from "../db/outbox.ts";
import type { Env } from "../env.ts";

const batchMax = 50;
/** Queues take no longer delay. */
const delayMaxS = 43_200;

/** Hands what waits in the outbox to the queues. At least once: a row goes only after the queue has taken it. */
export async function pumpOutbox(env: Pick<Env, "DB" | "JOBS" | "SWEEP">, nowMs: number): Promise<number> {
  const db = openDb(env.DB);
  const rows = await leaseMessages(db, batchMax, nowMs);
  const sent: number[] = [];
  const unsent: number[] = [];
  for (const row of rows) {
    const queue: Queue<unknown> = row.queue === "jobs" ? env.JOBS : env.SWEEP;
    const delaySeconds = Math.min(delayMaxS, Math.max(0, Math.ceil((row.notBeforeMs - nowMs) / 1000)));
    try {
      await queue.send(JSON.parse(row.body), { delaySeconds });
      sent.push(row.id);
    } catch (error) {
      log("warn", "outbox-send-failed", { id: row.id, queue: row.queue, error: errorText(error) });
      unsent.push(row.id);
    }
  }
  await removeMessages(db, sent);
  await releaseMessages(db, unsent);
  return sent.length;
}
