import type { PrepareTask } from "#contract/prepare";
import { derivedId } from "../../adapters/derived-id.ts";
import { randomToken, sha256Hex } from "../../adapters/digest.ts";
import { errorText, log } from "../../adapters/log.ts";
import { runJob } from "../../adapters/runpod.ts";
import { openDb } from "../../db/client.ts";
import * as table from "../../db/preparations.ts";
import { atOnceOf } from "../../domain/quoting/at-once.ts";
import { type PreparationEvent, preparationLimits, stepPreparation } from "../../domain/quoting/preparation.ts";
import type { Env } from "../../env.ts";
import { buildPrepareInput } from "./prepare-input.ts";
import { runEventOf } from "./run-event.ts";

export type PrepareEnv = Pick<
  Env,
  "DB" | "FILES" | "SLICER_BASE" | "SLICES_AT_ONCE" | "RUNPOD_API_KEY" | "PUBLIC_ORIGIN" | "LINK_SIGNING_KEY"
>;

const triesMax = 10;

/** Orders what the worker has to do for a part, or finds that it was ordered; one that failed long ago is tried anew. */
export async function orderPreparation(
  env: PrepareEnv,
  partId: string,
  task: PrepareTask,
  input: { readonly sha256: string; readonly bytes: number },
  nowMs: number,
): Promise<table.PreparationRow | null> {
  const preparationId = await derivedId("preparation", partId, task, input.sha256);
  const wanted = { preparationId, partId, task, inputSha256: input.sha256, inputBytes: input.bytes };
  const row = await table.wantPreparation(openDb(env.DB), wanted, nowMs);
  if (row?.state !== "failed") return row ?? null;
  return (await advancePreparation(env, preparationId, { type: "asked" }, nowMs))?.row ?? null;
}

/** Brings an event to a preparation: read, decide, write guarded. */
export async function advancePreparation(
  env: Pick<PrepareEnv, "DB">,
  preparationId: string,
  event: PreparationEvent,
  nowMs: number,
  more: Parameters<typeof table.savePreparation>[3] = {},
): Promise<{ changed: boolean; row: table.PreparationRow } | null> {
  const db = openDb(env.DB);
  for (let i = 0; i < triesMax; i++) {
    const row = await table.findPreparation(db, preparationId);
    if (!row) return null;
    const next = stepPreparation(row, event, nowMs);
    if (next === row) return { changed: false, row };
    const saved = await table.savePreparation(db, row, next, more);
    if (!saved) continue;
    const { state: to, attempt, failureCode: failure } = saved;
    log("info", "preparation-step", { preparationId, by: event.type, from: row.state, to, attempt, failure });
    return { changed: true, row: saved };
  }
  throw new Error(`preparation ${preparationId}: ${triesMax} writers were faster`);
}

/** Sends what is due. Each is claimed, so that no two senders send the same attempt. */
export async function sendPreparations(env: PrepareEnv, nowMs: number): Promise<number> {
  if (!env.SLICER_BASE) return 0;
  const due = await table.preparationsToSend(openDb(env.DB), atOnceOf(env.SLICES_AT_ONCE).preparations, nowMs);
  const sent = await Promise.all(due.map(({ preparationId }) => sendPreparation(env, preparationId, nowMs)));
  return sent.filter(Boolean).length;
}

async function sendPreparation(env: PrepareEnv, preparationId: string, nowMs: number): Promise<boolean> {
  const token = randomToken();
  const callbackTokenSha256 = await sha256Hex(token);
  const claim = await advancePreparation(env, preparationId, { type: "claimed" }, nowMs, { callbackTokenSha256 });
  if (!claim?.changed) return false;
  const event = await send(env, claim.row, token, nowMs);
  await advancePreparation(env, preparationId, event, nowMs);
  return event.type === "accepted";
}

async function send(
  env: PrepareEnv,
  row: table.PreparationRow,
  token: string,
  nowMs: number,
): Promise<Exclude<PreparationEvent, { type: "answered" }>> {
  const { preparationId, attempt } = row;
  try {
    const input = await buildPrepareInput(env, row, nowMs);
    const account = { RUNPOD_BASE: env.SLICER_BASE ?? "", RUNPOD_API_KEY: env.RUNPOD_API_KEY };
    const webhook = `${env.PUBLIC_ORIGIN}/webhooks/preparations/${preparationId}/${attempt}/${token}`;
    const policy = { executionTimeout: preparationLimits.executionMaxMs, ttl: preparationLimits.ttlMs };
    return runEventOf(attempt, await runJob(account, { input, webhook, policy }));
  } catch (error) {
    // Nothing has gone out yet.
    log("error", "preparation-not-sent", { preparationId, attempt, error: errorText(error) });
    return { type: "deferred", attempt, delayMs: preparationLimits.busyDelayMs };
  }
}
