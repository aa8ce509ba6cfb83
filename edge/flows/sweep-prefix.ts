import { sql } from "drizzle-orm";
import { openDb } from "../db/client.ts";
import { isSweepable, parseKey } from "../domain/storage-keys.ts";
import type { Env } from "../env.ts";

const pageMax = 1000;

/** Deletes every object under a scan, a job or an attempt; never a result that counts. Repeating it does no harm. */
export async function sweepPrefix(env: Pick<Env, "DB" | "FILES">, prefix: string): Promise<number> {
  if (!isSweepable(prefix)) throw new Error(`not a prefix to sweep: ${prefix}`);
  const attempt = parseKey(`${prefix}x`);
  if (attempt?.kind === "result" && (await isWinner(env, attempt.jobId, attempt.attempt))) return 0;
  let deleted = 0;
  for (;;) {
    const page = await env.FILES.list({ prefix, limit: pageMax });
    if (page.objects.length === 0) return deleted;
    await env.FILES.delete(page.objects.map((o) => o.key));
    deleted += page.objects.length;
  }
}

async function isWinner(env: Pick<Env, "DB">, jobId: string, attempt: number): Promise<boolean> {
  const rows = await openDb(env.DB).all(sql`SELECT 1 FROM jobs WHERE job_id = ${jobId} AND winner = ${attempt}`);
  return rows.length > 0;
}
