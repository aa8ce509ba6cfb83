import { Match, Show, Switch } from "solid-js";
import { serviceWords } from "../i18n/service-words.ts";
import { formatMinor } from "../print/money.ts";
import { Button, buttonClass } from "../ui/Button.tsx";
import { formatDate } from "../ui/format.ts";
import { Note } from "../ui/Note.tsx";
import { Refused } from "../ui/Refused.tsx";
import type { Order } from "./create-order-view.ts";
import { payUrlOf } from "./order-state.ts";
import { orderRefusal } from "./refusal-words.ts";

const t = serviceWords.orders;
/** Told also on a later visit, and where the server heard of it before the buyer was back. */
const declinedBefore = { code: "payment-failed", title: "", todo: "" };
const retried = new Set(["unreachable", "billing-unavailable"]);

/** What is still to be done, or waited for, until an order is paid. */
export function PayPart(props: { order: Order }) {
  const view = () => props.order.body();
  const payUrl = () => {
    const now = view();
    return now && payUrlOf(now, Date.now());
  };
  const payable = () => (payUrl() === null ? null : view());
  const refusal = () => orderRefusal(props.order.payRefusal() ?? (view()?.declined ? declinedBefore : null));
  return (
    <>
      <Refused why={refusal()}>
        <Show when={retried.has(refusal()?.code ?? "")}>
          <Button onClick={() => void props.order.capture()}>{t.form.again}</Button>
        </Show>
      </Refused>
      <Switch>
        <Match when={props.order.capturing()}>
          <Note tone="blue" icon="check" role="status">
            <p>{t.paidBack}</p>
          </Note>
        </Match>
        <Match when={view()?.state === "approved"}>
          <Note tone="blue" role="status">
            <p>{t.approved}</p>
          </Note>
        </Match>
        <Match when={view()?.state === "pending"}>
          <Note tone="blue" role="status">
            <p>{t.pending}</p>
          </Note>
        </Match>
        <Match when={payable()}>
          {(order) => (
            <Note tone="blue" role="status">
              <Show when={props.order.notPaid()}>
                <p>{t.cancelledBack}</p>
              </Show>
              <p>{t.toPay(formatMinor(order().totalMinor, order().currency), formatDate(order().expiresMs))}</p>
              <a href={payUrl() ?? ""} class={buttonClass({ kind: "primary", size: "large" })}>
                {t.pay}
              </a>
            </Note>
          )}
        </Match>
        <Match when={view()?.state === "created" && !payable()}>
          <Note tone="warn" role="status">
            <p>{t.expired}</p>
          </Note>
        </Match>
      </Switch>
    </>
  );
}
