import * as v from "valibot";
import { type PrepareOutput, prepareManifestName, prepareOutputSchema } from "#contract/prepare";
import { errorText, log } from "../../adapters/log.ts";
import { openDb } from "../../db/client.ts";
import { findPart, unpreparedParts } from "../../db/parts.ts";
import { type PreparationRow, preparationsUnderWay } from "../../db/preparations.ts";
import { preparationLimits } from "../../domain/quoting/preparation.ts";
import { isOver } from "../../domain/quoting/worker-run.ts";
import { preparedKey } from "../../domain/storage-keys.ts";
import { hearRun } from "./hear-run.ts";
import { judgeAndSave } from "./prepare-part.ts";
import { advancePreparation, type PrepareEnv, sendPreparations } from "./preparing.ts";

const perRun = 12;
const partsPerRun = 3;

/** One look at a preparation under way: RunPod is asked, else its manifest; its part is judged once it is over. */
export async function checkPreparation(env: PrepareEnv, preparationId: string, nowMs: number): Promise<void> {
  const looked = await advancePreparation(env, preparationId, { type: "tick" }, nowMs);
  if (!looked) return;
  let { row } = looked;
  if (row.state === "sent") {
    const output = (await heard(env, row)) ?? "lost";
    if (output === "pending") return;
    const lost = { type: "lost", attempt: row.attempt, detail: "The run ended without an answer." } as const;
    const event = output === "lost" ? lost : ({ type: "answered", output } as const);
    row = (await advancePreparation(env, preparationId, event, nowMs))?.row ?? row;
  }
  if (isOver(row)) await settle(env, row.partId, nowMs);
  else if (row.state === "waiting") await sendPreparations(env, nowMs);
}

async function settle(env: PrepareEnv, partId: string, nowMs: number): Promise<void> {
  const part = await findPart(openDb(env.DB), partId);
  if (part?.state === "preparing") await judgeAndSave(env, part, nowMs);
}

function heard(env: PrepareEnv, row: PreparationRow): Promise<PrepareOutput | "pending" | null> {
  const { runpodId, partId, preparationId, attempt } = row;
  const manifestKey = preparedKey(partId, preparationId, attempt, prepareManifestName);
  const read = (value: unknown) => outputOf(value, row);
  // The manifest is put before RunPod knows of it.
  return hearRun(env, { runpodId, manifestKey, manifestComesFirst: true, read });
}

function outputOf(value: unknown, { preparationId, attempt }: PreparationRow): PrepareOutput | null {
  const parsed = v.safeParse(prepareOutputSchema, value);
  const ours = parsed.success && parsed.output.preparationId === preparationId && parsed.output.attempt === attempt;
  return ours ? parsed.output : null;
}

/** All that is under way, what may be sent now, and parts whose run is over while nobody judged them. For cron. */
export async function lookAfterPreparations(env: PrepareEnv, nowMs: number): Promise<number> {
  const db = openDb(env.DB);
  let done = 0;
  const trying = async (id: string, work: () => Promise<unknown>) => {
    await work().catch((error) => log("warn", "preparation-not-checked", { id, error: errorText(error) }));
    done += 1;
  };
  for (const { preparationId } of await preparationsUnderWay(db, perRun)) {
    await trying(preparationId, () => checkPreparation(env, preparationId, nowMs));
  }
  done += await sendPreparations(env, nowMs);
  for (const part of await unpreparedParts(db, nowMs - preparationLimits.optionalMaxMs, partsPerRun)) {
    await trying(part.partId, () => judgeAndSave(env, part, nowMs));
  }
  return done;
}
