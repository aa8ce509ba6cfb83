import { useParams } from "@solidjs/router";
import { For, Show } from "solid-js";
import type { OrderView } from "#contract/order";
import { priceBookSchema } from "#contract/price-book";
import { Loading } from "../account/Passkeys.tsx";
import { serviceWords } from "../i18n/service-words.ts";
import { countryName } from "../print/countries.ts";
import { createAnswer } from "../server/create-answer.ts";
import { Chip } from "../ui/Chip.tsx";
import { formatDate } from "../ui/format.ts";
import { Page } from "../ui/Page.tsx";
import { Sheet, Sheets, softClass } from "../ui/Sheet.tsx";
import { CancelOrder } from "./CancelOrder.tsx";
import { createOrderView, type Order } from "./create-order-view.ts";
import { OrderAgain } from "./OrderAgain.tsx";
import styles from "./Orders.module.css";
import { isLost, shortId, toneOfOrder } from "./order-state.ts";
import { PayPart } from "./PayPart.tsx";
import { PriceTable } from "./PriceTable.tsx";
import { Receipt } from "./Receipt.tsx";
import { StateSheet } from "./StateSheet.tsx";

const t = serviceWords.orders;

/** One order, from paying it to having it. */
export default function OrderScreen() {
  const params = useParams();
  // Another order is another screen.
  return (
    <Show when={params.orderId} keyed>
      {(orderId) => <OneOrder orderId={orderId} />}
    </Show>
  );
}

function OneOrder(props: { orderId: string }) {
  const order = createOrderView(() => props.orderId);
  const book = createAnswer(() => ({ path: "/materials/prices", keep: "print prices" }), priceBookSchema);
  const shippingName = (slug: string) => book.body()?.shipping[slug]?.name ?? slug;
  return (
    <Page title={t.one(shortId(props.orderId))} back="/orders" backLabel={t.toOrders}>
      <div class={styles.screen}>
        <PayPart order={order} />
        <Show when={order.body()} fallback={<Loading list={order} />}>
          {(view) => (
            <>
              <Show when={order.reach() === "stale" && order.atMs()}>
                {(atMs) => <p class={softClass}>{t.lastKnown(formatDate(atMs()))}</p>}
              </Show>
              <Sheets>
                <StateSheet view={view()} />
                <Bought view={view()} shippingName={shippingName(view().shipping)} order={order} />
                <Address view={view()} />
                <History view={view()} />
              </Sheets>
              <Show when={isLost(view(), Date.now())}>
                <OrderAgain view={view()} shippingName={shippingName} />
              </Show>
            </>
          )}
        </Show>
      </div>
    </Page>
  );
}

function Bought(props: { view: OrderView; shippingName: string; order: Order }) {
  return (
    <Sheet title={t.parts}>
      <div>
        <PriceTable lines={props.view.lines} price={props.view.price} shippingName={props.shippingName} />
      </div>
      <Receipt view={props.view} />
      <Show when={props.view.mayCancel}>
        <CancelOrder view={props.view} onChanged={props.order.set} onRefused={props.order.refresh} />
      </Show>
    </Sheet>
  );
}

function Address(props: { view: OrderView }) {
  const lines = () => {
    const to = props.view.address;
    if (!to) return [];
    const place = `${to.postcode} ${to.city}`;
    return [to.name, to.line1, to.line2, place, to.region, countryName(to.country), to.email].filter(Boolean);
  };
  return (
    <Sheet title={t.address}>
      <Show when={lines().length > 0} fallback={<p>{t.erased}</p>}>
        <address class={styles.address}>
          <For each={lines()}>{(line) => <div>{line}</div>}</For>
        </address>
      </Show>
    </Sheet>
  );
}

function History(props: { view: OrderView }) {
  return (
    <Sheet title={t.history}>
      <ol class={styles.history}>
        <For each={props.view.history}>
          {(event) => (
            <li>
              <Chip tone={toneOfOrder[event.state]}>{t.states[event.state]}</Chip>
              <Show when={event.hold}>
                <Chip tone="warn">{t.held}</Chip>
              </Show>
              <span class={softClass}>{formatDate(event.atMs)}</span>
            </li>
          )}
        </For>
      </ol>
    </Sheet>
  );
}
