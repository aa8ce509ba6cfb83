import * as v from "valibot";
import { type SliceOutput, sliceManifestName, sliceOutputSchema } from "#contract/slice";
import { errorText, log } from "../../adapters/log.ts";
import { openDb } from "../../db/client.ts";
import { type SliceRow, slicesUnderWay, slicesWaitedFor } from "../../db/slices.ts";
import { atOnceOf } from "../../domain/quoting/at-once.ts";
import { isOver } from "../../domain/quoting/slice.ts";
import { sliceFileKey } from "../../domain/storage-keys.ts";
import type { Env } from "../../env.ts";
import { hearRun } from "./hear-run.ts";
import { replaceEstimates } from "./replace-estimates.ts";
import { profilesOf } from "./slice-wanted.ts";
import { advanceSlice, sendDue, sendSlices } from "./slicing.ts";

const perRun = 24;

/** One look at a slice under way: RunPod is asked, else its manifest; then what time decides. */
export async function checkSlice(env: Env, slice: string | SliceRow, nowMs: number): Promise<void> {
  const looked = await advanceSlice(env, slice, { type: "tick" }, nowMs);
  if (looked?.row.state !== "sent") return;
  const { row } = looked;
  const output = (await heard(env, row)) ?? "lost";
  if (output === "pending") return;
  const lost = { type: "lost", attempt: row.attempt, detail: "The run ended without an answer." } as const;
  await advanceSlice(
    env,
    row,
    output === "lost" ? lost : { type: "answered", output: byOurProfiles(env, output) },
    nowMs,
  );
}

/** Another set of profiles would make another price: the price stays an estimate until both sides name the same. */
function byOurProfiles(env: Pick<Env, "SLICER_PROFILES">, output: SliceOutput): SliceOutput {
  const [ours, its] = [profilesOf(env), output.versions?.profile];
  if (!output.figures || its === undefined || its === ours) return output;
  log("error", "slicer-profiles-differ", { ours, its });
  const detail = `It slices by ${its}, and SLICER_PROFILES says ${ours}.`;
  return { ...output, figures: null, failure: { code: "slicer-missing", stage: "slice", detail, retryable: false } };
}

function heard(env: Env, row: SliceRow): Promise<SliceOutput | "pending" | null> {
  const { runpodId, sliceId, attempt } = row;
  const manifestKey = sliceFileKey(sliceId, attempt, sliceManifestName);
  return hearRun(env, { runpodId, manifestKey, manifestComesFirst: false, read: (value) => outputOf(value, row) });
}

function outputOf(value: unknown, { sliceId, attempt }: SliceRow): SliceOutput | null {
  const parsed = v.safeParse(sliceOutputSchema, value);
  const ours = parsed.success && parsed.output.sliceId === sliceId && parsed.output.attempt === attempt;
  return ours ? parsed.output : null;
}

/** What one quote waits for, and no more: many rooms look at once. For their alarms. */
export async function lookAfterQuote(env: Env, quoteId: string, nowMs: number): Promise<void> {
  const most = atOnceOf(env.SLICES_AT_ONCE);
  const { waitedFor, due } = await slicesWaitedFor(openDb(env.DB), quoteId, most, nowMs);
  for (const row of waitedFor.filter(({ state }) => state === "sending" || state === "sent")) {
    await checkSlice(env, row, nowMs).catch((error) =>
      log("warn", "slice-not-checked", { sliceId: row.sliceId, error: errorText(error) }),
    );
  }
  await sendDue(env, due, nowMs);
  const over = waitedFor.filter(isOver);
  const sliceIds = over.map(({ sliceId }) => sliceId);
  if (over.length === waitedFor.length) await replaceEstimates(env, sliceIds, nowMs);
}

/** All that is under way, then what may be sent now, then estimates that were left. For cron. */
export async function lookAfterSlices(env: Env, nowMs: number): Promise<number> {
  const moving = await slicesUnderWay(openDb(env.DB), perRun);
  for (const { sliceId } of moving) {
    await checkSlice(env, sliceId, nowMs).catch((error) =>
      log("warn", "slice-not-checked", { sliceId, error: errorText(error) }),
    );
  }
  const sent = await sendSlices(env, nowMs);
  return sent + (await replaceEstimates(env, null, nowMs));
}
