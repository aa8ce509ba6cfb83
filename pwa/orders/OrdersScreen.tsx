import { A } from "@solidjs/router";
import { createEffect, createSignal, on, Show } from "solid-js";
import { type OrderSummary, orderListSchema } from "#contract/order";
import { createAct } from "../account/create-act.ts";
import { Loading } from "../account/Passkeys.tsx";
import { workspaceNow } from "../account/session.ts";
import { whose } from "../account/whose.ts";
import { outbox } from "../app/services.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { formatMinor } from "../print/money.ts";
import { createAnswer } from "../server/create-answer.ts";
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
        <Show when={workspaceNow()}>
          {(workspace) => <p class={softClass}>{serviceWords.account.inWorkspace(workspace().name)}</p>}
        </Show>
        <Orders />
      </div>
    </Page>
  );
}

function Orders() {
  const path = `/orders?limit=${pageSize}`;
  const owner = () => {
    const known = whose();
    return known && (known.workspaceId ?? known.accountId ?? "device");
  };
  const list = createAnswer(() => (owner() ? { path, keep: `orders ${owner()}` } : null), orderListSchema);
  const [older, setOlder] = createSignal<{ orders: OrderSummary[]; cursor: string | null } | null>(null);
  createEffect(on(list.body, () => setOlder(null)));
  const { act, busy, refusal } = createAct();
  const cursor = () => (older() ? (older()?.cursor ?? null) : (list.body()?.nextCursor ?? null));
  const all = () => [...(list.body()?.orders ?? []), ...(older()?.orders ?? [])];
  const showMore = () =>
    act(
      () => outbox.server.ask("GET", `${path}&cursor=${cursor()}`, {}, orderListSchema),
      ({ orders, nextCursor }) => setOlder({ orders: [...(older()?.orders ?? []), ...orders], cursor: nextCursor }),
    );
  return (
    <Sheet title={t.list}>
      <Show when={list.body()} fallback={<Loading list={list} />}>
        <Show when={list.reach() === "stale" && list.atMs()}>
          {(atMs) => <p class={softClass}>{t.lastKnown(formatDate(atMs()))}</p>}
        </Show>
        <Show when={all().length > 0} fallback={<p>{t.none}</p>}>
          <Rows each={all()} label={t.list}>
            {(order) => <OrderRow order={order} />}
          </Rows>
        </Show>
      </Show>
      <Refused why={refusal()} />
      <Show when={cursor() !== null}>
        <Button aria-disabled={busy()} onClick={() => void showMore()}>
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
