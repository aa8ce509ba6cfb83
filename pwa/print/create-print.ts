import { createEffect, createMemo, createSignal, on, onCleanup, untrack } from "solid-js";
import type { LineChoice } from "#contract/print-settings";
import { outbox } from "../app/services.ts";
import { firstChoice, type Shop, shippingFor } from "./choice.ts";
import { createBinding } from "./create-binding.ts";
import { createShop } from "./create-shop.ts";
import { stops } from "./look-at-part.ts";
import type { News, Question } from "./messages.ts";
import { makeNewestFirst } from "./newest-first.ts";
import type { PrintOrder } from "./order.ts";
import { type PartWorker, startPartWorker } from "./part-worker.ts";
import { checkedOf, createParts, type Part } from "./parts-state.ts";
import { prepareThere } from "./prepare-there.ts";
import { onPriceEvent, type PriceEvent, priceStart } from "./price-state.ts";

export type Print = ReturnType<typeof createPrint>;

/** Everything of the screen: the parts, what is chosen for them, and what that costs. */
export function createPrint() {
  const { shop, standing } = createShop();
  let worker: PartWorker | null = null;
  const begin = (): PartWorker => {
    const made = startPartWorker(hear, () => {
      worker = null;
      parts.lost();
      prices.answered();
    });
    made.ask({ kind: "shop", shop: untrack(shop) });
    return made;
  };
  const ask = (question: Question): void => {
    worker ??= begin();
    worker.ask(question);
  };
  onCleanup(() => worker?.stop());

  const parts = createParts(ask);
  const country = "GB";
  const first: PrintOrder = {
    ...{ lines: [], leadTime: "standard", country, shipping: shippingFor(untrack(shop), "", country) },
  };
  const [state, setState] = createSignal(priceStart(first));
  const dispatch = (event: PriceEvent) => setState((before) => onPriceEvent(before, event));
  const prices = makeNewestFirst<{ revision: number; order: PrintOrder }>(({ revision, order }) =>
    ask({ kind: "price", revision, order }),
  );

  const hear = (news: News): void => {
    parts.hear(news);
    if (news.kind === "priced" || news.kind === "unpriced") prices.answered();
    if (news.kind === "priced") dispatch({ type: "priced", ...news });
    if (news.kind === "unpriced") dispatch({ type: "unpriced", ...news });
    if (news.kind === "cheaper") dispatch({ type: "cheaper", ...news });
  };

  const choose = (order: PrintOrder): void => {
    dispatch({ type: "chosen", order });
    const { revision } = untrack(state);
    if (order.lines.length > 0) prices.put({ revision, order });
  };

  createEffect(on(shop, (now) => worker?.ask({ kind: "shop", shop: now }), { defer: true }));
  // Parts that have come through join the order with what the shop proposes; those that are gone leave it.
  const printable = createMemo(() =>
    parts.all().filter((part) => {
      const checked = checkedOf(part);
      return checked !== null && !part.busy && !stops(checked.check);
    }),
  );
  createEffect(
    on([() => printable().map((part) => part.held), shop], () => {
      const order = withParts(untrack(state).chosen, untrack(printable), untrack(shop));
      if (order) choose(order);
    }),
  );

  const binding = createBinding({
    parts: parts.all,
    newest: () => ({ revision: state().revision, order: state().chosen }),
    onTold: (event) => dispatch({ type: "told", event }),
    onRefused: (revision, unpriced) => dispatch({ type: "unpriced", revision, unpriced }),
  });

  /** The part goes to the server to be made printable. */
  const prepare = (part: Part): void => {
    const { partId, name, file, fromScan } = part;
    const unit = checkedOf(part)?.check.unit.unit ?? null;
    const sent = { partId, name, file, fromScan, unit };
    void parts.prepare(part, (onThere) => prepareThere(outbox.server, sent, onThere));
  };

  return { parts, prepare, shop, standing, state, choose, binding };
}

/** A part that is here already keeps its choice, whatever its unit. Null: there is nothing to choose. */
function withParts(order: PrintOrder, parts: readonly Part[], shop: Shop): PrintOrder | null {
  const lines = parts.flatMap((part) => {
    const known = order.lines.find((line) => line.partId === part.partId);
    const checked = checkedOf(part);
    const choice: LineChoice | null = known?.choice ?? (checked && firstChoice(shop, checked.ways));
    return choice ? [{ partId: part.partId, choice }] : [];
  });
  return lines.length === 0 && order.lines.length === 0 ? null : { ...order, lines };
}
