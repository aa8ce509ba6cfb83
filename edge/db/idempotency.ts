import { sql } from "drizzle-orm";
import { answerKeptMs, pendingMaxMs } from "../domain/idempotency.ts";
import { runBatch } from "./batch.ts";
import type { Db } from "./client.ts";

export interface KeyedRequest {
  readonly ownerId: string;
  /** A hash of caller and key: the key itself is not kept. */
  readonly key: string;
  readonly requestSha256: string;
  readonly atMs: number;
}

export interface KeptAnswer {
  readonly requestSha256: string;
  readonly status: number | null;
  /** Sealed. */
  readonly answer: string | null;
}

/** True: this request is the one that runs. It takes the place of one that died on the way, or is older than a day. */
export async function claimKey(db: Db, r: KeyedRequest): Promise<boolean> {
  const [claimed] = await runBatch(db, [
    sql`INSERT INTO idempotency_keys (owner_id, key, request_sha256, created_at_ms)
      VALUES (${r.ownerId}, ${r.key}, ${r.requestSha256}, ${r.atMs})
      ON CONFLICT (owner_id, key) DO UPDATE SET request_sha256 = excluded.request_sha256, status = NULL, answer = NULL,
        created_at_ms = excluded.created_at_ms
      WHERE created_at_ms <= ${r.atMs - answerKeptMs} OR (status IS NULL AND created_at_ms <= ${r.atMs - pendingMaxMs}
        AND request_sha256 = excluded.request_sha256)`,
  ]);
  return claimed === 1;
}

export async function findKeyed(db: Db, r: KeyedRequest): Promise<KeptAnswer | undefined> {
  return db.get<KeptAnswer>(sql`SELECT request_sha256 AS requestSha256, status, answer FROM idempotency_keys
    WHERE owner_id = ${r.ownerId} AND key = ${r.key}`);
}

/** Whoever was taken for dead and replaced writes nothing. */
export async function keepAnswer(db: Db, r: KeyedRequest, status: number, answer: string): Promise<void> {
  await db.run(sql`UPDATE idempotency_keys SET status = ${status}, answer = ${answer}
    WHERE owner_id = ${r.ownerId} AND key = ${r.key} AND status IS NULL AND created_at_ms = ${r.atMs}`);
}

export async function dropKey(db: Db, r: KeyedRequest): Promise<void> {
  await db.run(sql`DELETE FROM idempotency_keys
    WHERE owner_id = ${r.ownerId} AND key = ${r.key} AND status IS NULL AND created_at_ms = ${r.atMs}`);
}

export async function purgeKeys(db: Db, nowMs: number): Promise<number> {
  const [gone] = await runBatch(db, [sql`DELETE FROM idempotency_keys WHERE created_at_ms <= ${nowMs - answerKeptMs}`]);
  return gone ?? 0;
}
