import { useSearchParams } from "@solidjs/router";
import { createEffect, on, onCleanup, onMount } from "solid-js";
import { type OrderView, orderViewSchema } from "#contract/order";
import { createAct } from "../account/create-act.ts";
import { outbox } from "../app/services.ts";
import { createAnswer } from "../server/create-answer.ts";
import { lookAgainInMs } from "./order-state.ts";

/** One order: as last known, asked after while it moves by itself, and what comes of the way back from paying. */
export function createOrderView(orderId: () => string) {
  const [query, setQuery] = useSearchParams();
  const order = createAnswer(() => ({ path: `/orders/${orderId()}`, keep: `order ${orderId()}` }), orderViewSchema);
  const capturing = createAct();

  const capture = async (): Promise<void> => {
    const json = { orderId: orderId() };
    await capturing.act(
      () => outbox.server.ask("POST", "/payment/capture", { json }, orderViewSchema),
      (view: OrderView) => order.set(view),
    );
    // Whoever loads the page again has not paid again; without a network it is tried again.
    if (capturing.refusal()?.code !== "unreachable") forgetPayment();
    await order.refresh();
  };
  /** The payment services add names of their own to the address. */
  const forgetPayment = () =>
    setQuery(
      { payment: undefined, token: undefined, PayerID: undefined, session_id: undefined },
      { replace: true, scroll: false },
    );
  onMount(() => {
    if (query.payment === "done") void capture();
  });

  let looks = 0;
  let gone = false;
  let timer: ReturnType<typeof setTimeout>;
  const lookAgain = async (): Promise<void> => {
    looks++;
    // Who looks at the page again asks by that.
    if (document.visibilityState === "visible") await order.refresh();
    waitToLook(order.body());
  };
  const waitToLook = (view: OrderView | null): void => {
    clearTimeout(timer);
    const ms = view && lookAgainInMs(view, looks);
    if (ms !== null && !gone) timer = setTimeout(lookAgain, ms);
  };
  // Whatever is heard of it sets the pace anew.
  createEffect(on(order.body, waitToLook));
  onCleanup(() => {
    gone = true;
    clearTimeout(timer);
  });

  return {
    ...order,
    capture,
    capturing: capturing.busy,
    payRefusal: capturing.refusal,
    notPaid: () => query.payment === "cancelled",
    forgetPayment,
  };
}
export type Order = ReturnType<typeof createOrderView>;
