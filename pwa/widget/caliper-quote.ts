import * as v from "valibot";
import { publishableKeySchema } from "#contract/access";
import { enWidget as t } from "../i18n/en-widget.ts";
import { bindingNow } from "../print/price-state.ts";
import { createWidget, type Widget } from "./create-widget.ts";
import { el, whenChanged } from "./el.ts";
import { newVisitorSecret } from "./shop-server.ts";
import type { Trouble } from "./trouble.ts";
import { fileView } from "./view/file-view.ts";
import { note } from "./view/note.ts";
import { priceView, shownPrice } from "./view/price-view.ts";
import { settingsView } from "./view/settings-view.ts";
import css from "./widget.css?inline";
import type { WidgetState } from "./widget-state.ts";

/** What `caliper-quote` carries: enough to go on with, and nothing to be believed without asking the shop. */
export interface QuoteDetail {
  readonly shop: string;
  readonly quoteId: string;
  readonly fileName: string;
  readonly quantity: number;
  readonly currency: string;
  readonly totalMinor: number;
  /** Whether it can be ordered at once, or the shop looks at it first. */
  readonly payable: boolean;
  readonly expiresMs: number;
  /** The quote as a page, for whoever has the link. */
  readonly url: string | null;
}

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);
const ownMachine = /^(localhost|127\.0\.0\.1|\[::1\])$/;

/** `<caliper-quote shop="https://…" key="cp_…">`: a price for printing a part, on any website that its shop allows. */
export class CaliperQuote extends HTMLElement {
  static readonly observedAttributes = ["shop", "key", "country"];
  #widget: Widget | null = null;

  connectedCallback(): void {
    this.#start();
  }

  disconnectedCallback(): void {
    this.#widget?.stop();
    this.#widget = null;
  }

  attributeChangedCallback(_name: string, before: string | null, now: string | null): void {
    if (this.isConnected && this.shadowRoot && before !== now) this.#start();
  }

  #start(): void {
    this.#widget?.stop();
    this.#widget = null;
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    const shop = shopOf(this.getAttribute("shop"));
    const key = this.getAttribute("key");
    if (shop === null) refuse(root, t.trouble.badShop);
    else if (v.is(publishableKeySchema, key)) this.#open(root, shop, key);
    else refuse(root, t.trouble.noKey);
  }

  #open(root: ShadowRoot, shop: string, key: string): void {
    const country = /^[A-Z]{2}$/.exec(this.getAttribute("country") ?? "")?.[0] ?? "GB";
    const widget = () => this.#widget;
    const view = this.#view(widget, shop);
    root.replaceChildren(view.root);
    this.#widget = createWidget({ shop, key, secret: newVisitorSecret() }, country, view.show);
    view.show(this.#widget.state());
  }

  #view(widget: () => Widget | null, shop: string) {
    const file = fileView(widget, new URL(shop).host);
    const settings = settingsView(widget);
    const price = priceView(widget, () => this.#goOn(shop), this.getAttribute("go-on") ?? t.goOn);
    const loading = el("p", { role: "status" }, t.loading);
    const trouble = el("div");
    const again = () =>
      el("button", { type: "button", class: "button", onclick: () => void widget()?.load() }, t.again);
    const showTrouble = whenChanged((of: Trouble | null) =>
      trouble.replaceChildren(
        ...(of ? [note("bad", `${of.title}.`, of.todo, el("div", { class: "ways" }, again()))] : []),
      ),
    );
    const tellPrice = whenChanged((detail: object) => this.#tell("caliper-price", detail));
    const heading = el("h2", { part: "title" }, this.getAttribute("heading") ?? t.title);
    const columns = el(
      "div",
      { class: "columns" },
      file.root,
      el("div", { class: "chosen" }, settings.root, price.root),
    );
    return {
      root: el("div", { class: "widget", part: "widget" }, heading, loading, trouble, columns),
      show(state: WidgetState): void {
        loading.hidden = state.shop !== null || state.trouble !== null;
        showTrouble(state.trouble);
        columns.hidden = state.shop === null;
        const chosen = state.price.chosen.lines.length > 0 && state.part?.looked !== null;
        settings.root.hidden = price.root.hidden = !chosen;
        columns.classList.toggle("two", chosen);
        file.show(state);
        settings.show(state);
        price.show(state);
        const shown = chosen ? shownPrice(state) : null;
        const { currency } = shown?.price ?? {};
        const detail = shown && { ...shown.rangeMinor, currency, binding: bindingNow(state.price) !== null };
        if (detail) tellPrice(detail, JSON.stringify(detail));
      },
    };
  }

  #tell(name: string, detail: object): boolean {
    return this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable: true }));
  }

  /** The page decides how it goes on; one that does not is left for the quote's own page. */
  #goOn(shop: string): void {
    const state = this.#widget?.state();
    const answer = state && bindingNow(state.price);
    if (!state || !answer) return;
    const { quote, payable } = answer;
    const url = state.page?.quoteId === quote.quoteId ? state.page.url : null;
    const detail: QuoteDetail = {
      ...{ shop, quoteId: quote.quoteId, fileName: state.part?.file.name ?? "", payable, url },
      quantity: quote.lines[0]?.choice.quantity ?? 1,
      ...{ currency: quote.price.currency, totalMinor: quote.price.totalMinor, expiresMs: quote.expiresMs },
    };
    if (this.#tell("caliper-quote", detail) && url) window.open(url, "_blank", "noopener");
  }
}

/** Without the attribute: where this file came from. Null: no address of a shop. */
function shopOf(text: string | null): string | null {
  const address = text ?? new URL(import.meta.url).origin;
  if (!URL.canParse(address)) return null;
  const { protocol, hostname, origin } = new URL(address);
  return protocol === "https:" || (protocol === "http:" && ownMachine.test(hostname)) ? origin : null;
}

function refuse(root: ShadowRoot, { title, todo }: { title: string; todo: string }): void {
  root.replaceChildren(el("div", { class: "widget" }, note("bad", `${title}.`, todo)));
}

if (!customElements.get("caliper-quote")) customElements.define("caliper-quote", CaliperQuote);
