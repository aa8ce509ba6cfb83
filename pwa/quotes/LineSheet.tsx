import { For, Show } from "solid-js";
import type { CheaperWay, QuoteLine } from "#contract/quote";
import type { QuoteAnswer } from "#contract/quoting";
import { serviceWords } from "../i18n/service-words.ts";
import { Breakdown } from "../print/Breakdown.tsx";
import { CheaperWays } from "../print/CheaperWays.tsx";
import type { Shop } from "../print/choice.ts";
import { Figures } from "../print/Figures.tsx";
import { LayersView } from "../print/LayersView.tsx";
import { fromQuote } from "../print/price-state.ts";
import { Sheet, softClass } from "../ui/Sheet.tsx";
import { type ChoiceRow, chosenOf } from "./choice-words.ts";
import styles from "./Quotes.module.css";

const t = serviceWords.quotes;
const p = serviceWords.print.price;

type Props = {
  answer: QuoteAnswer;
  line: QuoteLine;
  shop: Shop;
  /** Null: nothing can be asked now. */
  onTake: ((way: CheaperWay) => void) | null;
  busy: boolean;
};

/** One part of a quote: what was chosen, what it takes, what it costs and why. */
export function LineSheet(props: Props) {
  const estimate = () => fromQuote(props.answer);
  const line = () => estimate().lines.find(({ partId }) => partId === props.line.lineId);
  const currency = () => props.answer.quote.price.currency;
  return (
    <Sheet title={t.line(props.line.fileName)}>
      <h3>{t.chosen}</h3>
      <Chosen rows={chosenOf(props.line, props.shop)} />
      <Show when={line()}>
        {(its) => (
          <div class={styles.line}>
            <Figures line={its()} />
            <h3>{p.drivers}</h3>
            <ul class={styles.drivers}>
              <For each={props.line.drivers}>
                {({ term, shareBp }) => <li>{p.driver(p.terms[term], Math.round(shareBp / 100))}</li>}
              </For>
            </ul>
            <Show when={props.onTake}>
              {(take) => (
                <>
                  <h3>{p.cheaper}</h3>
                  <Show when={props.line.cheaper.length > 0}>
                    <p class={softClass}>{t.cheaperText}</p>
                  </Show>
                  <CheaperWays
                    shop={props.shop}
                    ways={props.line.cheaper}
                    currency={currency()}
                    busy={props.busy}
                    onTake={(way) => take()(way)}
                  />
                </>
              )}
            </Show>
            <Breakdown line={its()} order={estimate()} />
          </div>
        )}
      </Show>
      <Show when={props.line.source === "slice" && props.line.choice.settings.process === "fdm"}>
        <LayersView quoteId={props.answer.quote.quoteId} lineId={props.line.lineId} />
      </Show>
    </Sheet>
  );
}

export function Chosen(props: { rows: readonly ChoiceRow[] }) {
  return (
    <dl class={styles.chosen}>
      <For each={props.rows}>
        {([name, value]) => (
          <div>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        )}
      </For>
    </dl>
  );
}
