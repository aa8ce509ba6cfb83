import { catalogueSchema } from "#contract/material-catalogue";
import { priceBookSchema } from "#contract/price-book";
import type { FileUnit, LineChoice } from "#contract/print-settings";
import type { QuoteAnswer } from "#contract/quoting";
import { firstShop, withLine } from "../print/choice.ts";
import type { PrintOrder } from "../print/order.ts";
import { bindingNow, onPriceEvent, type PriceEvent } from "../print/price-state.ts";
import { makeBench, openTrouble, pricedHere } from "./bench.ts";
import { makeBinding } from "./binding.ts";
import { makeShopServer, type ShopAccess } from "./shop-server.ts";
import { type Trouble, troubleOf, watchPolicy, whyUnreachable } from "./trouble.ts";
import {
  blankState,
  orderWithPart,
  partToPrice,
  type WidgetPart,
  type WidgetState,
  withShopsView,
} from "./widget-state.ts";

/** What holds now, told to `show` after every change, until it is stopped. */
function makeStore(country: string, show: (state: WidgetState) => void) {
  let state = blankState(country);
  let stopped = false;
  const set = (to: Partial<WidgetState>): void => {
    if (stopped) return;
    state = { ...state, ...to };
    show(state);
  };
  return {
    now: () => state,
    set,
    setPart(partId: string, to: Partial<WidgetPart>): void {
      if (state.part?.partId === partId) set({ part: { ...state.part, ...to } });
    },
    dispatch: (event: PriceEvent): void => set({ price: onPriceEvent(state.price, event) }),
    stop: () => (stopped = true),
  };
}
type Store = ReturnType<typeof makeStore>;
type Server = ReturnType<typeof makeShopServer>;

/** What the element does: one part, its choice and its price. */
export function createWidget(access: ShopAccess, country: string, show: (state: WidgetState) => void) {
  const store = makeStore(country, show);
  const { now, set, setPart } = store;
  const server = makeShopServer(access);
  const policy = watchPolicy(access.shop);
  const why = () => whyUnreachable(access.shop, policy);
  const bench = makeBench(() => now().shop ?? firstShop);
  const binding = bind(store, server, why);
  const pricing = priceAtFrames(store, bench.price);

  const choose = (order: PrintOrder): void => {
    set({ refusal: null, price: onPriceEvent(now().price, { type: "chosen", order }) });
    pricing.soon();
    binding.changed();
  };
  const begin = (): void => {
    const order = orderWithPart(now());
    if (order) choose(order);
  };
  const load = async (): Promise<void> => {
    set({ trouble: null });
    set(await askShop(server, why));
    begin();
  };
  void load();

  return {
    ...{ state: now, load, choose },
    change(to: (choice: LineChoice) => LineChoice): void {
      const { part, price } = now();
      if (part) choose(withLine(price.chosen, part.partId, to));
    },
    async open(file: File): Promise<void> {
      const partId = crypto.randomUUID();
      bench.drop(now().part?.partId ?? "");
      binding.forget();
      set({ refusal: null, page: null, part: { partId, file, share: 0, looked: null, problem: null } });
      try {
        setPart(partId, { looked: await bench.open(partId, file, (share) => setPart(partId, { share })) });
      } catch (error) {
        setPart(partId, { problem: openTrouble(error) });
      }
      if (now().part?.partId === partId) begin();
    },
    sayUnit(unit: FileUnit): void {
      const { part } = now();
      if (!part) return;
      setPart(part.partId, { looked: bench.look(part.partId, unit) });
      begin();
    },
    bind(): void {
      set({ refusal: null });
      binding.begin();
    },
    stop(): void {
      store.stop();
      pricing.stop();
      binding.forget();
      policy.stop();
    },
  };
}
export type Widget = ReturnType<typeof createWidget>;

/** The shop's catalogue and prices, or what keeps them away. */
async function askShop(server: Server, why: () => Promise<Trouble>): Promise<Partial<WidgetState>> {
  const [catalogue, book] = await Promise.all([
    server.ask("GET", "/materials/catalog", {}, catalogueSchema),
    server.ask("GET", "/materials/prices", {}, priceBookSchema),
  ]);
  if (catalogue.kind === "ok" && book.kind === "ok") return { shop: { catalogue: catalogue.body, book: book.body } };
  return { trouble: (await troubleOf(catalogue, why)) ?? (await troubleOf(book, why)) };
}

function bind({ now, set, dispatch }: Store, server: Server, whyUnreachable: () => Promise<Trouble>) {
  const binding = makeBinding({
    ...{ server, whyUnreachable },
    newest: () => ({ revision: now().price.revision, order: now().price.chosen, part: partToPrice(now()) }),
    onStage: (stage, share) => set({ stage, share }),
    onPart: (view) => set(withShopsView(now(), view)),
    onTold: (revision, answer) => {
      dispatch({ type: "told", event: { type: "quote", revision, answer } });
      void sharePage(bindingNow(now().price));
    },
    onTrouble: (refusal, revision, final) => {
      set({ refusal });
      // The choice is taken back where an earlier one had a price; its reason stands above.
      if (final && pricedHere(now().part?.looked))
        dispatch({ type: "unpriced", revision, unpriced: { why: "server", ...refusal } });
    },
  });
  const sharePage = async (answer: QuoteAnswer | null): Promise<void> => {
    const quoteId = answer?.quote.quoteId;
    if (!quoteId || now().page?.quoteId === quoteId) return;
    const url = await binding.share(quoteId);
    if (url) set({ page: { quoteId, url } });
  };
  return binding;
}

/** A slider moves faster than anybody looks. */
function priceAtFrames({ now, dispatch }: Store, priceOf: ReturnType<typeof makeBench>["price"]) {
  let frame = 0;
  const price = () => {
    const { part, price: its } = now();
    const { revision, chosen } = its;
    if (!pricedHere(part?.looked) || chosen.lines.length === 0) return;
    const made = priceOf(chosen);
    if (made.ok) dispatch({ type: "priced", revision, order: chosen, estimate: made.estimate });
    else dispatch({ type: "unpriced", revision, unpriced: made });
  };
  const stop = () => cancelAnimationFrame(frame);
  return {
    stop,
    soon(): void {
      stop();
      frame = requestAnimationFrame(price);
    },
  };
}
