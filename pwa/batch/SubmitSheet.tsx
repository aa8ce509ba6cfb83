import { createSignal, For, Show } from "solid-js";
import { type BatchView, batchLimits, batchSubmittedSchema, type SetOutcome } from "#contract/batch";
import type { JobOptions } from "#contract/job-words";
import { problems } from "#contract/problem";
import { createAct } from "../account/create-act.ts";
import { outbox } from "../app/services.ts";
import { teamWords } from "../i18n/team-words.ts";
import { QuotaLine } from "../plan/QuotaLine.tsx";
import { SendOptions } from "../scans/SendOptions.tsx";
import { Button } from "../ui/Button.tsx";
import { Note } from "../ui/Note.tsx";
import { Refused } from "../ui/Refused.tsx";
import { Sheet, softClass } from "../ui/Sheet.tsx";
import styles from "./BatchScreen.module.css";
import type { Batch } from "./batch-state.ts";

const t = teamWords.batch;

/** All sets that are not sent yet, in one go; each is taken or refused for itself. */
export function SubmitSheet(props: { batch: Batch; view: BatchView; busy: boolean }) {
  const [options, setOptions] = createSignal<JobOptions>({ scale: { mat: "auto" }, quality: "standard" });
  const [refused, setRefused] = createSignal<SetOutcome[]>([]);
  const { act, busy, refusal } = createAct();
  // Tried again after a lost answer, a set asks for the same job.
  const jobIds = new Map<string, string>();
  const jobIdOf = (scanId: string) => {
    const jobId = jobIds.get(scanId) ?? crypto.randomUUID();
    jobIds.set(scanId, jobId);
    return jobId;
  };
  const waiting = () => props.batch.local.toSend();
  const ready = () =>
    props.view.sets.filter(
      ({ state, photoCount }) => photoCount > 0 && ["draft", "failed", "cancelled"].includes(state),
    );
  // Where all that is left failed or was cancelled, sending it again is not what one comes for.
  const isAgain = () => ready().length > 0 && ready().every(({ state }) => state !== "draft");
  const title = () => (isAgain() ? t.submitAgain : t.submit)(ready().length);
  const open = () => !props.busy && !busy() && waiting() === 0 && !props.batch.unpacking();

  const submit = async () => {
    if (!open()) return;
    const all = ready().map(({ scanId }) => ({ scanId, jobId: jobIdOf(scanId) }));
    const path = `/batches/${props.view.batchId}/submit`;
    setRefused([]);
    for (let from = 0; from < all.length; from += batchLimits.submitMax) {
      const json = { options: options(), sets: all.slice(from, from + batchLimits.submitMax) };
      // Some sets take seconds together.
      const ask = { json, timeoutMs: 120_000 };
      const taken = await act(
        () => outbox.server.ask("POST", path, ask, batchSubmittedSchema),
        ({ outcomes }) => {
          for (const { scanId } of outcomes) jobIds.delete(scanId);
          setRefused((known) => [...known, ...outcomes.filter(({ accepted }) => !accepted)]);
        },
      );
      if (!taken) break;
    }
    await props.batch.refresh();
  };
  const nameOf = (scanId: string) => props.view.sets.find((set) => set.scanId === scanId)?.name ?? scanId;

  return (
    <Show when={ready().length > 0 || waiting() > 0 || refused().length > 0 || refusal()}>
      <Sheet title={title()}>
        <p>{t.submitText}</p>
        <QuotaLine back={`/batches/${props.view.batchId}`} sentJobId={null} saidWhy={false} />
        <div>
          <SendOptions options={options()} onChange={setOptions} />
        </div>
        <Show when={waiting() > 0}>
          <p class={softClass} role="status">
            {t.waitPhotos(waiting())}
          </p>
        </Show>
        <Refused why={refusal()} />
        <Show when={refused().length > 0}>
          <Note tone="bad" title={t.refusedSets(refused().length)} role="alert">
            <ul class={styles.reasons}>
              <For each={refused()}>
                {(one) => (
                  <li>
                    <strong>{nameOf(one.scanId)}</strong>: {one.code ? problems[one.code].title : ""}.{" "}
                    {one.detail ?? ""}
                  </li>
                )}
              </For>
            </ul>
          </Note>
        </Show>
        <Button
          kind={isAgain() ? "plain" : "primary"}
          size="large"
          aria-disabled={!open() || ready().length === 0}
          onClick={() => void submit()}
        >
          {title()}
        </Button>
      </Sheet>
    </Show>
  );
}
