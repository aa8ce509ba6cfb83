import { A } from "@solidjs/router";
import { Show } from "solid-js";
import { type OrderSummary, orderListSchema } from "#contract/order";
import { InWorkspace } from "../account/InWorkspace.tsx";
import { Loading } from "../account/Passkeys.tsx";
import { whoseList } from "../account/whose.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { formatMinor } from "../print/money.ts";
import { createPagedAnswer } from "../server/create-paged-answer.ts";
import { Button, buttonClass } from "../ui/Button.tsx";
import { Chip } from "../ui/Chip.tsx";
import { formatDate } from "../ui/format.ts";
import { Page } from "../ui/Page.tsx";
import { Refused } from "../ui/Refused.tsx";
import { Rows, RowText, Sheet, softClass } from "../ui/Sheet.tsx";
import styles from "./Orders.module.css";
import { shortId, toneOfOrder } from "./order-state.ts";

const t = serviceWords.orders;
const pageSize = 20;

/** One's own orders, newest first; also of a device without an account. */
export default function OrdersScreen() {
  return (
    <Page title={t.title} back="/account" backLabel={serviceWords.account.title}>
      <div class={styles.screen}>
        <InWorkspace />
        <Orders />
      </div>
    </Page>
  );
}

function Orders() {
  const list = createPagedAnswer(
    () => (whoseList() ? { path: `/orders?limit=${pageSize}`, keep: `orders ${whoseList()}` } : null),
    orderListSchema,
    ({ orders }) => orders,
  );
  return (
    <Sheet title={t.list}>
      <Show when={list.first.body()} fallback={<Loading list={list.first} />}>
        <Show when={list.first.reach() === "stale" && list.first.atMs()}>
          {(atMs) => <p class={softClass}>{t.lastKnown(formatDate(atMs()))}</p>}
        </Show>
        <Show when={list.rows().length > 0} fallback={<p>{t.none}</p>}>
          <Rows each={list.rows()} label={t.list}>
            {(order) => <OrderRow order={order} />}
          </Rows>
        </Show>
      </Show>
      <Refused why={list.refusal()} />
      <Show when={list.hasMore()}>
        <Button aria-disabled={list.busy()} onClick={() => void list.showMore()}>
          {t.more}
        </Button>
      </Show>
      <A href="/print" class={buttonClass({ size: "large" })}>
        {t.print}
      </A>
    </Sheet>
  );
}

function OrderRow(props: { order: OrderSummary }) {
  const sum = () => formatMinor(props.order.totalMinor, props.order.currency);
  return (
    <>
      <RowText
        name={<A href={`/orders/${props.order.orderId}`}>{t.one(shortId(props.order.orderId))}</A>}
        meta={`${sum()} · ${t.made(formatDate(props.order.createdAtMs))}`}
      />
      <Show when={props.order.hold}>
        <Chip tone="warn">{t.held}</Chip>
      </Show>
      <Chip tone={toneOfOrder[props.order.state]}>{t.states[props.order.state]}</Chip>
    </>
  );
}
