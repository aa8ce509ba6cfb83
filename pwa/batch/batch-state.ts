import { createEffect, createMemo, onCleanup } from "solid-js";
import { batchViewSchema } from "#contract/batch";
import { whose } from "../account/whose.ts";
import { createAnswer } from "../server/create-answer.ts";
import { createLocalSets } from "./local-sets.ts";

const askEveryMs = 3_000;

/** One batch, kept current while something of it moves and somebody looks. */
export function createBatch(batchId: () => string) {
  const answer = createAnswer(
    () => (whose()?.accountId ? { path: `/batches/${batchId()}`, keep: `batch ${batchId()}` } : null),
    batchViewSchema,
  );
  const scanIds = () => (answer.body()?.sets ?? []).map(({ scanId }) => scanId);
  const local = createLocalSets(scanIds);
  const unpacking = () => (answer.body()?.imports ?? []).some(({ state }) => state === "running");
  const moves = createMemo(() => answer.body()?.state === "running" || unpacking() || local.toSend() > 0);
  createEffect(() => {
    if (!moves()) return;
    const timer = setInterval(() => document.visibilityState === "visible" && void answer.refresh(), askEveryMs);
    // Once more after the last move: what was counted in between is then as the server has it.
    onCleanup(() => {
      clearInterval(timer);
      void answer.refresh();
    });
  });
  return { ...answer, local, unpacking };
}
export type Batch = ReturnType<typeof createBatch>;
