import { createSignal, For, Show } from "solid-js";
import { type AdminOrder, adminOrderSchema, type MoveOrder } from "#contract/order";
import { createAct } from "../account/create-act.ts";
import { outbox } from "../app/services.ts";
import { Button } from "../ui/Button.tsx";
import { Refused } from "../ui/Refused.tsx";
import { Actions } from "../ui/Sheet.tsx";
import { mayRefund, movesOf, type OrderMove, shopMayCancel } from "./order-moves.ts";
import { ReasonDialog } from "./ReasonDialog.tsx";
import { RefundDialog } from "./RefundDialog.tsx";
import { ShipDialog } from "./ShipDialog.tsx";
import { t } from "./words.ts";

const s = t.orders;
const reasonCharsMax = 200;

type Props = { order: AdminOrder; onChanged: (order: AdminOrder) => void; onRefresh: () => Promise<void> };

/** Print it, send it, end it, cancel it, give money back: each in the audit log. */
export function OrderDeeds(props: Props) {
  const [asking, setAsking] = createSignal<"ship" | "refund" | "cancel" | null>(null);
  const [said, setSaid] = createSignal("");
  const { act, busy, refusal } = createAct();
  const close = () => setAsking(null);

  const ask = async (path: string, json: object, done: string) => {
    close();
    setSaid("");
    const { onChanged, onRefresh } = props;
    const work = () => outbox.server.ask("POST", path, { json }, adminOrderSchema);
    const moved = await act(work, (order) => {
      setSaid(done);
      onChanged(order);
    });
    // Refused, it stands elsewhere than was thought: the payment was asked about.
    if (!moved && refusal()?.code !== "unreachable") await onRefresh();
  };
  const move = (json: MoveOrder) => ask(`/admin/orders/${props.order.orderId}/move`, json, s.moved);
  const begin = (to: OrderMove) => (to === "shipped" ? setAsking("ship") : void move({ to }));
  const refund = (totalMinor: number, reason: string) =>
    ask("/payment/refund", { orderId: props.order.orderId, totalMinor, reason }, s.refunded);

  return (
    <>
      <Actions>
        <For each={movesOf(props.order)}>
          {(to) => (
            <Button
              kind={to === movesOf(props.order)[0] ? "primary" : "plain"}
              aria-disabled={busy()}
              onClick={() => begin(to)}
            >
              {s.to[to]}
            </Button>
          )}
        </For>
        <Show when={mayRefund(props.order)}>
          <Button aria-disabled={busy()} onClick={() => setAsking("refund")}>
            {s.refund}
          </Button>
        </Show>
        <Show when={shopMayCancel(props.order)}>
          <Button kind="danger" aria-disabled={busy()} onClick={() => setAsking("cancel")}>
            {s.cancel}
          </Button>
        </Show>
      </Actions>
      <p role="status">{said()}</p>
      <Refused why={refusal()} />
      <ShipDialog
        open={asking() === "ship"}
        onClose={close}
        onShip={(tracking) => void move({ to: "shipped", tracking })}
      />
      <RefundDialog
        open={asking() === "refund"}
        order={props.order}
        charsMax={reasonCharsMax}
        onClose={close}
        onRefund={(totalMinor, reason) => void refund(totalMinor, reason)}
      />
      <ReasonDialog
        open={asking() === "cancel"}
        title={s.cancel}
        text={s.cancelText}
        charsMax={reasonCharsMax}
        onClose={close}
        onReason={(reason) => void move({ to: "cancelled", reason })}
      />
    </>
  );
}
