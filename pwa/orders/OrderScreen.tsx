import { useParams } from "@solidjs/router";
import { Show } from "solid-js";
import type { OrderView } from "#contract/order";
import { priceBookSchema } from "#contract/price-book";
import { Loading } from "../account/Passkeys.tsx";
import { serviceWords } from "../i18n/service-words.ts";
import { createAnswer } from "../server/create-answer.ts";
import { formatDate } from "../ui/format.ts";
import { Page } from "../ui/Page.tsx";
import { Sheet, Sheets, softClass } from "../ui/Sheet.tsx";
import { AddressSheet, HistorySheet } from "./AddressSheet.tsx";
import { CancelOrder } from "./CancelOrder.tsx";
import { createOrderView, type Order } from "./create-order-view.ts";
import { OrderAgain } from "./OrderAgain.tsx";
import styles from "./Orders.module.css";
import { isLost, shortId } from "./order-state.ts";
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
                <AddressSheet view={view()} />
                <HistorySheet view={view()} />
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
