import { createSignal } from "solid-js";
import { type OrderView, orderViewSchema } from "#contract/order";
import { createAct } from "../account/create-act.ts";
import { outbox } from "../app/services.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { formatMinor } from "../print/money.ts";
import { announce } from "../ui/announce.ts";
import { Button } from "../ui/Button.tsx";
import { Confirm } from "../ui/Confirm.tsx";
import { Refused } from "../ui/Refused.tsx";
import { orderRefusal } from "./refusal-words.ts";

const t = serviceWords.orders;

/** While it is not printed it can be called off; what was paid goes back. */
export function CancelOrder(props: {
  view: OrderView;
  onChanged: (view: OrderView) => Promise<void>;
  onRefused: () => Promise<void>;
}) {
  const [asking, setAsking] = createSignal(false);
  const { act, busy, refusal } = createAct();
  const paid = () => props.view.capturedMinor - props.view.refundedMinor;
  const cancel = async () => {
    setAsking(false);
    const ask = () => outbox.server.ask("POST", `/orders/${props.view.orderId}/cancel`, {}, orderViewSchema);
    const [onChanged, onRefused] = [props.onChanged, props.onRefused];
    if (await act(ask, onChanged)) announce(t.cancelled);
    // Most likely it is being printed by now.
    else if (refusal()?.code === "order-not-cancellable") await onRefused();
  };
  return (
    <>
      <Refused why={orderRefusal(refusal())} />
      <Button kind="danger" aria-disabled={busy()} onClick={() => setAsking(true)}>
        {t.cancel}
      </Button>
      <Confirm
        open={asking()}
        title={t.cancelTitle}
        text={paid() > 0 ? t.cancelPaid(formatMinor(paid(), props.view.currency)) : t.cancelUnpaid}
        action={t.cancel}
        onClose={() => setAsking(false)}
        onYes={() => void cancel()}
      />
    </>
  );
}
