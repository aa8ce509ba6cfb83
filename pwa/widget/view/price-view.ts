import { enPrint } from "../../i18n/en-print.ts";
import { enWidget as t } from "../../i18n/en-widget.ts";
import type { OrderEstimate, Unpriced } from "../../print/order.ts";
import { bindingNow, fromQuote, settled, shownEstimate, toldNow } from "../../print/price-state.ts";
import { pricedHere } from "../bench.ts";
import type { Widget } from "../create-widget.ts";
import { el, say, whenChanged } from "../el.ts";
import { dateText, formatMinor, rangeText } from "../money.ts";
import type { WidgetState } from "../widget-state.ts";
import { note } from "./note.ts";

const words = enPrint.price;
/** A price that changes under a slider is read out once it stands still. */
const spokenAfterMs = 700;

/** What it costs, what that is worth, and the way on. */
export function priceView(widget: () => Widget | null, onGoOn: () => void, goOnText: string) {
  const total = el("p", { class: "total", part: "total" });
  const kind = el("p", { class: "kind" });
  const about = el("p", { class: "soft" });
  const spoken = el("p", { role: "status", class: "spoken" });
  const progress = el("progress", { max: 1, "aria-label": t.bind });
  const stage = el("p", { role: "status" });
  const refused = el("div");
  const bind = el("button", { type: "button", class: "button", onclick: () => widget()?.bind() }, t.bind);
  const goOn = el("button", { type: "button", class: "button", part: "go-on", onclick: onGoOn }, goOnText);
  const page = el("a", { target: "_blank", rel: "noopener" }, t.page);
  const breakdown = el("details", {}, el("summary", {}, words.breakdown));
  const showBreakdown = whenChanged((of: OrderEstimate) => breakdown.replaceChildren(...breakdownOf(of)));
  const showRefused = whenChanged((state: WidgetState) => refused.replaceChildren(...refusalIn(state)));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const speak = (text: string) => {
    clearTimeout(timer);
    timer = setTimeout(() => (spoken.textContent = text), spokenAfterMs);
  };

  return {
    root: el(
      "section",
      { class: "price", "aria-label": words.title },
      ...[el("div", { class: "sum" }, total, kind), about, spoken, refused, stage, progress],
      ...[el("p", { class: "ways" }, bind, goOn, page), breakdown],
    ),
    show(state: WidgetState): void {
      const { price, part } = state;
      const shown = shownPrice(state);
      const binding = bindingNow(price);
      const text = shown ? rangeText(shown.rangeMinor, shown.price.currency) : "";
      say(total, text || (part?.looked && !pricedHere(part.looked) ? t.noPrice : words.settling));
      total.classList.toggle("settling", !binding && pricedHere(part?.looked) && !settled(price));
      say(kind, shown ? (binding ? t.binding : t.estimate) : "");
      kind.classList.toggle("sure", binding !== null);
      say(about, aboutText(state, shown));
      if (shown) speak(`${binding ? t.binding : t.estimate}: ${text}`);
      say(stage, stageText(state));
      progress.hidden = state.stage !== "sending";
      progress.value = state.share;
      showRefused(state, `${state.refusal?.title} ${JSON.stringify(price.refusal)} ${toldNow(price)?.quote.state}`);
      bind.hidden = state.stage !== "off" || binding !== null;
      goOn.hidden = binding === null;
      const url = state.page?.quoteId === binding?.quote.quoteId ? state.page?.url : undefined;
      page.hidden = url === undefined;
      if (url !== undefined) page.href = url;
      breakdown.hidden = shown === null;
      if (shown) showBreakdown(shown, JSON.stringify(shown.price));
    },
  };
}

/** The binding price, else this page's own estimate, else the shop's for a file that only it can read. */
export function shownPrice({ price, part }: WidgetState): OrderEstimate | null {
  const told = pricedHere(part?.looked) ? null : toldNow(price);
  return shownEstimate(price) ?? (told ? fromQuote(told) : null);
}

function aboutText({ price }: WidgetState, shown: OrderEstimate | null): string {
  if (!shown) return "";
  const line = shown.lines[0];
  const quantity = price.chosen.lines[0]?.choice.quantity ?? 1;
  const each = line && quantity > 1 ? `${t.each(formatMinor(line.price.perPieceMinor, shown.price.currency))}. ` : "";
  const binding = bindingNow(price);
  return `${each}${t.with}. ${binding ? t.until(dateText(binding.quote.expiresMs)) : t.notBinding}`;
}

function stageText({ stage, share, price }: WidgetState): string {
  if (stage === "off" || bindingNow(price)) return "";
  if (stage === "sending") return t.stages.sending(Math.round(share * 100));
  const told = toldNow(price);
  if (stage === "waiting" && told && !["estimating", "slicing"].includes(told.quote.state)) return words.estimateOnly;
  return t.stages[stage];
}

function refusalIn({ refusal, price }: WidgetState): Node[] {
  if (refusal) return [note("bad", refusal.title, refusal.todo)];
  if (price.refusal) return [note("bad", words.taken, reasonOf(price.refusal))];
  return bindingNow(price)?.quote.state === "review" ? [note("info", t.binding, words.review)] : [];
}

function reasonOf(of: Unpriced): string {
  if (of.why === "server") return `${of.title}. ${of.todo}`;
  return of.why === "no-price" ? words.unpriced["no-price"](of.term) : words.unpriced[of.why];
}

/** Term by term: its entries sum to the total, to the last penny. */
function breakdownOf({ price }: OrderEstimate): Node[] {
  const row = (name: string, minor: number, sum = false) =>
    el(
      "tr",
      { class: sum ? "sums" : null },
      el("th", { scope: "row" }, name),
      el("td", {}, formatMinor(minor, price.currency)),
    );
  const lines = price.lines.flatMap(({ breakdown, totalMinor }) => [
    ...breakdown.filter(({ minor }) => minor !== 0).map(({ term, minor }) => row(words.terms[term], minor)),
    row(words.partTotal, totalMinor, true),
  ]);
  const rest = price.breakdown
    .filter(({ minor }) => minor !== 0)
    .map(({ term, minor }) => row(words.terms[term], minor));
  const body = el("tbody", {}, ...lines, ...rest, row(words.orderTotal, price.totalMinor, true));
  return [el("summary", {}, words.breakdown), el("table", {}, body)];
}
