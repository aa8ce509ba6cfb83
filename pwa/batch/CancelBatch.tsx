import { createSignal, Show } from "solid-js";
import { type BatchView, batchViewSchema } from "#contract/batch";
import { createAct } from "../account/create-act.ts";
import { mayScan } from "../account/whose.ts";
import { outbox } from "../app/services.ts";
import { teamWords } from "../i18n/team-words.ts";
import { Button } from "../ui/Button.tsx";
import { Confirm } from "../ui/Confirm.tsx";
import { Refused } from "../ui/Refused.tsx";
import type { Batch } from "./batch-state.ts";

const t = teamWords.batch;

/** Everything that is under way, at once. */
export function CancelBatch(props: { batch: Batch; view: BatchView }) {
  const [asking, setAsking] = createSignal(false);
  const { act, busy, refusal } = createAct();
  const alive = () => props.view.counts.queued + props.view.counts.running;
  const cancel = async () => {
    setAsking(false);
    const path = `/batches/${props.view.batchId}/cancel`;
    await act(() => outbox.server.ask("POST", path, {}, batchViewSchema), props.batch.set);
  };
  return (
    <>
      <Refused why={refusal()} />
      <Show when={alive() > 0 && mayScan()}>
        <Button size="large" aria-disabled={busy()} onClick={() => setAsking(true)}>
          {t.cancel}
        </Button>
      </Show>
      <Confirm
        open={asking()}
        title={t.cancelTitle}
        text={t.cancelText}
        action={t.cancelGo}
        onClose={() => setAsking(false)}
        onYes={() => void cancel()}
      />
    </>
  );
}
