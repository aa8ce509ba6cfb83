import { createSignal, Show } from "solid-js";
import { type AdminJob, type AdminRefund, type AdminScan, adminRefundSchema, adminScanSchema } from "#contract/admin";
import { createAct } from "../account/create-act.ts";
import { outbox } from "../app/services.ts";
import { formatPence } from "../plan/money.ts";
import { Button } from "../ui/Button.tsx";
import { Confirm } from "../ui/Confirm.tsx";
import { Refused } from "../ui/Refused.tsx";
import { Actions } from "../ui/Sheet.tsx";
import { ReasonDialog } from "./ReasonDialog.tsx";
import { t } from "./words.ts";

const s = t.scans;

type Props = { job: AdminJob; onChanged: (scan: AdminScan) => void; onRefresh: () => Promise<void> };

/** Run again, cancel, give back: each asked about first, each in the audit log. */
export function JobDeeds(props: Props) {
  const [asking, setAsking] = createSignal<"retry" | "cancel" | "refund" | null>(null);
  const [said, setSaid] = createSignal("");
  const { act, busy, refusal } = createAct();
  const close = () => setAsking(null);
  const path = () => `/admin/jobs/${props.job.jobId}`;
  const ended = () => props.job.state === "failed" || props.job.state === "cancelled";
  const alive = () => props.job.state === "queued" || props.job.state === "running";
  const captured = () => props.job.ledger.some(({ kind }) => kind === "capture");
  // Asked again after a lost answer it is the same new job.
  const newJobId = crypto.randomUUID();

  const retry = () => {
    close();
    const ask = () => outbox.server.ask("POST", `${path()}/retry`, { json: { jobId: newJobId } }, adminScanSchema);
    return act(ask, (scan) => {
      setSaid(s.retried);
      props.onChanged(scan);
    });
  };
  const cancel = (reason: string) => {
    close();
    const ask = () => outbox.server.ask("POST", `${path()}/cancel`, { json: { reason } }, adminScanSchema);
    return act(ask, (scan) => {
      setSaid(s.cancelled);
      props.onChanged(scan);
    });
  };
  const refund = (reason: string) => {
    close();
    const ask = () => outbox.server.ask("POST", `${path()}/refund`, { json: { reason } }, adminRefundSchema);
    return act(ask, async (given) => {
      setSaid(givenWords(given));
      await props.onRefresh();
    });
  };

  return (
    <>
      <Actions>
        <Show when={ended()}>
          <Button aria-disabled={busy()} onClick={() => setAsking("retry")}>
            {s.retry}
          </Button>
        </Show>
        <Show when={alive()}>
          <Button kind="danger" aria-disabled={busy()} onClick={() => setAsking("cancel")}>
            {s.cancel}
          </Button>
        </Show>
        <Show when={captured()}>
          <Button aria-disabled={busy()} onClick={() => setAsking("refund")}>
            {s.refund}
          </Button>
        </Show>
      </Actions>
      <p role="status">{said()}</p>
      <Refused why={refusal()} />
      <Confirm
        open={asking() === "retry"}
        title={s.retryTitle}
        text={s.retryText}
        action={s.retry}
        danger={false}
        onClose={close}
        onYes={() => void retry()}
      />
      <ReasonDialog
        open={asking() === "cancel"}
        title={s.cancel}
        text={s.cancelText}
        onClose={close}
        onReason={(reason) => void cancel(reason)}
      />
      <ReasonDialog
        open={asking() === "refund"}
        title={s.refund}
        text={s.refundText}
        onClose={close}
        onReason={(reason) => void refund(reason)}
      />
    </>
  );
}

function givenWords({ given, owedPence }: AdminRefund): string {
  return given === "owed" ? s.refunded.owed(formatPence(owedPence)) : s.refunded[given];
}
