import * as v from "valibot";

/** The caller's own name for a request: the same one again gets the answer of the first (24 hours). */
export const idempotencyKeyHeader = "idempotency-key";
export const idempotencyKeySchema = v.pipe(v.string(), v.regex(/^[\x20-\x7e]{1,255}$/));
/** `true` where an answer is one that was given before. */
export const idempotencyReplayedHeader = "idempotency-replayed";
