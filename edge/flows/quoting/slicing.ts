import { randomToken, sha256Hex } from "../../adapters/digest.ts";
import { errorText, log } from "../../adapters/log.ts";
import { runJob } from "../../adapters/runpod.ts";
import { openDb } from "../../db/client.ts";
import * as table from "../../db/slices.ts";
import { atOnceOf } from "../../domain/quoting/at-once.ts";
import { isOver, type SliceEvent, sliceLimits, stepSlice } from "../../domain/quoting/slice.ts";
import type { Env } from "../../env.ts";
import { replaceEstimates } from "./replace-estimates.ts";
import { runEventOf } from "./run-event.ts";
import { buildSliceInput } from "./slice-input.ts";

/** Slices that are only likely to be asked for: no more of them wait at a time. */
export const likelyBudget = 24;

const triesMax = 10;

/**
 * Brings an event to a slice: read, decide, write guarded. What waits for it is told when it is over. `slice`: its id, or
 * its row as somebody has just read it.
 */
export async function advanceSlice(
  env: Env,
  slice: string | table.SliceRow,
  event: SliceEvent,
  nowMs: number,
  more: Parameters<typeof table.saveSlice>[3] = {},
): Promise<{ changed: boolean; row: table.SliceRow } | null> {
  const db = openDb(env.DB);
  const sliceId = typeof slice === "string" ? slice : slice.sliceId;
  for (let i = 0; i < triesMax; i++) {
    const row = i === 0 && typeof slice !== "string" ? slice : await table.findSlice(db, sliceId);
    if (!row) return null;
    const next = stepSlice(row, event, nowMs);
    if (next === row) return { changed: false, row };
    const saved = await table.saveSlice(db, row, next, more);
    if (!saved) continue;
    log("info", "slice-step", { sliceId, by: event.type, from: row.state, to: saved.state, attempt: saved.attempt });
    if (isOver(saved)) await replaceEstimates(env, [sliceId], nowMs).catch((error) => lateIsFine(sliceId, error));
    return { changed: true, row: saved };
  }
  throw new Error(`slice ${sliceId}: ${triesMax} writers were faster`);
}

/** Cron, and the room's alarm, replace what was left. */
const lateIsFine = (sliceId: string, error: unknown) =>
  log("warn", "estimates-not-replaced", { sliceId, error: errorText(error) });

/** Sends what is due, the wanted first. */
export async function sendSlices(env: Env, nowMs: number): Promise<number> {
  if (!env.SLICER_BASE) return 0;
  return sendDue(env, await table.slicesToSend(openDb(env.DB), atOnceOf(env.SLICES_AT_ONCE), nowMs), nowMs);
}

/** Each is claimed, so that no two senders send the same attempt. */
export async function sendDue(env: Env, due: readonly table.SliceRow[], nowMs: number): Promise<number> {
  if (!env.SLICER_BASE) return 0;
  const sent = await Promise.all(due.map((row) => sendSlice(env, row, nowMs)));
  return sent.filter(Boolean).length;
}

async function sendSlice(env: Env, row: table.SliceRow, nowMs: number): Promise<boolean> {
  const token = randomToken();
  const callbackTokenSha256 = await sha256Hex(token);
  const claim = await advanceSlice(env, row, { type: "claimed" }, nowMs, { callbackTokenSha256 });
  if (!claim?.changed) return false;
  const { attempt } = claim.row;
  const event = await send(env, claim.row, token, nowMs);
  await advanceSlice(env, claim.row, event, nowMs);
  return event.type === "accepted" && attempt === event.attempt;
}

async function send(env: Env, row: table.SliceRow, token: string, nowMs: number): Promise<SliceEvent> {
  const { sliceId, attempt } = row;
  try {
    const input = await buildSliceInput(env, row, nowMs);
    if (!input) return { type: "rejected", attempt, detail: "The part was deleted." };
    const account = { RUNPOD_BASE: env.SLICER_BASE ?? "", RUNPOD_API_KEY: env.RUNPOD_API_KEY };
    const webhook = `${env.PUBLIC_ORIGIN}/webhooks/slices/${sliceId}/${attempt}/${token}`;
    const policy = { executionTimeout: sliceLimits.executionMaxMs, ttl: sliceLimits.ttlMs };
    return runEventOf(attempt, await runJob(account, { input, webhook, policy }));
  } catch (error) {
    // Nothing has gone out yet.
    log("error", "slice-not-prepared", { sliceId, attempt, error: errorText(error) });
    return { type: "deferred", attempt, delayMs: sliceLimits.busyDelayMs };
  }
}
