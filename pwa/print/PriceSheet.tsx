import { For, Show } from "solid-js";
import type { CheaperWay } from "#contract/quote";
import { serviceWords } from "../i18n/service-words.ts";
import { Note } from "../ui/Note.tsx";
import { Sheet, softClass } from "../ui/Sheet.tsx";
import { BindingLine } from "./BindingLine.tsx";
import { Breakdown } from "./Breakdown.tsx";
import { CheaperWays } from "./CheaperWays.tsx";
import { withWay } from "./choice.ts";
import type { Print } from "./create-print.ts";
import { Figures } from "./Figures.tsx";
import { LayersView } from "./LayersView.tsx";
import { formatMinor, rangeText } from "./money.ts";
import type { OrderEstimate, PrintLine, Unpriced } from "./order.ts";
import styles from "./Print.module.css";
import { bindingNow, shownCheaper, shownEstimate } from "./price-state.ts";

const t = serviceWords.print.price;

/** What the chosen part costs, why, and what would make it cheaper. */
export function PriceSheet(props: { print: Print; line: PrintLine; onOrder: () => void }) {
  const state = () => props.print.state();
  const line = () => shownEstimate(state())?.lines.find(({ partId }) => partId === props.line.partId);
  const currency = () => props.print.shop().book.currency;
  return (
    <Sheet title={t.title}>
      <Show when={state().refusal}>
        {(refusal) => (
          <Note tone="bad" role="alert" title={t.taken}>
            <p>{reasonOf(refusal())}</p>
          </Note>
        )}
      </Show>
      <Show when={line()} fallback={<p role="status">{t.settling} …</p>}>
        {(now) => (
          <>
            <div>
              <p class={styles.linePrice}>{rangeText(now().rangeMinor, currency())}</p>
              <p class={softClass}>
                {t.part}
                <Show when={props.line.choice.quantity > 1}>
                  {" · "}
                  {t.perPiece(formatMinor(now().price.perPieceMinor, currency()))}
                </Show>
              </p>
            </div>
            <Show
              when={shownEstimate(state())?.price.breakdown.some(
                ({ term, minor }) => term === "order-minimum" && minor > 0,
              )}
            >
              <p>{t.minimum}</p>
            </Show>
            <Figures line={now()} />
            <h3>{t.drivers}</h3>
            <ul class={styles.list}>
              <For each={now().drivers}>
                {({ term, shareBp }) => <li>{t.driver(t.terms[term], Math.round(shareBp / 100))}</li>}
              </For>
            </ul>
            <h3>{t.cheaper}</h3>
            <Cheaper print={props.print} line={props.line} />
            <Breakdown line={now()} order={shownEstimate(state()) as OrderEstimate} />
          </>
        )}
      </Show>
      <BindingLine print={props.print} onOrder={props.onOrder} />
      <Show when={props.line.choice.settings.process === "fdm" && bindingNow(state())}>
        {(answer) => <LayersView quoteId={answer().quote.quoteId} lineId={props.line.partId} />}
      </Show>
    </Sheet>
  );
}

/** One tap takes it. */
function Cheaper(props: { print: Print; line: PrintLine }) {
  const known = () => props.print.state().cheaper?.revision === props.print.state().revision;
  const take = (way: CheaperWay) =>
    props.print.choose(withWay(props.print.shop(), props.print.state().chosen, props.line.partId, way));
  return (
    <Show when={known()} fallback={<p class={softClass}>{t.cheaperWait} …</p>}>
      <CheaperWays
        shop={props.print.shop()}
        ways={shownCheaper(props.print.state(), props.line.partId)}
        currency={props.print.shop().book.currency}
        onTake={take}
      />
    </Show>
  );
}

const reasonOf = (of: Unpriced): string =>
  of.why === "server"
    ? `${of.title}. ${of.todo}`
    : of.why === "no-price"
      ? t.unpriced["no-price"](of.term)
      : t.unpriced[of.why];
