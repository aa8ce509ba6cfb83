import { For, Show } from "solid-js";
import type { CheaperWay } from "#contract/quote";
import { serviceWords } from "../i18n/service-words.ts";
import { Button } from "../ui/Button.tsx";
import { Note } from "../ui/Note.tsx";
import { Sheet, softClass } from "../ui/Sheet.tsx";
import { BindingLine } from "./BindingLine.tsx";
import { Breakdown } from "./Breakdown.tsx";
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
  const ways = () => shownCheaper(props.print.state(), props.line.partId);
  const known = () => props.print.state().cheaper?.revision === props.print.state().revision;
  const take = (way: CheaperWay) =>
    props.print.choose(withWay(props.print.shop(), props.print.state().chosen, props.line.partId, way));
  return (
    <Show when={known()} fallback={<p class={softClass}>{t.cheaperWait} …</p>}>
      <Show when={ways().length > 0} fallback={<p class={softClass}>{t.cheaperNone}</p>}>
        <div class={styles.ways}>
          <For each={ways()}>
            {(way) => (
              <Button size="large" onClick={() => take(way)}>
                <span class={styles.way}>
                  {wayText(props.print, way)}
                  <span class={softClass}>
                    {(way.change === "quantity" ? t.savesEach : t.saves)(
                      formatMinor(way.savesMinor, props.print.shop().book.currency),
                    )}
                  </span>
                </span>
              </Button>
            )}
          </For>
        </div>
      </Show>
    </Show>
  );
}

function wayText(print: Print, { change, to }: CheaperWay): string {
  const { catalogue, book } = print.shop();
  const name = String(to);
  const named: Partial<Record<CheaperWay["change"], string | undefined>> = {
    material: catalogue.materials.find(({ id }) => id === name)?.name,
    preset: Object.entries(catalogue.presets).find(([id]) => id === name)?.[1].name,
    finish: book.finishes[name]?.name,
    "lead-time": Object.entries(serviceWords.print.delivery.leadTimes).find(([id]) => id === name)?.[1],
  };
  return t.ways[change](named[change] ?? name);
}

const reasonOf = (of: Unpriced): string =>
  of.why === "server"
    ? `${of.title}. ${of.todo}`
    : of.why === "no-price"
      ? t.unpriced["no-price"](of.term)
      : t.unpriced[of.why];
