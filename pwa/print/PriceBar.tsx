import { createEffect, createSignal, onCleanup, Show } from "solid-js";
import { serviceWords } from "../i18n/service-words.ts";
import { announce } from "../ui/announce.ts";
import { Chip } from "../ui/Chip.tsx";
import { formatDuration } from "../ui/format.ts";
import type { Print } from "./create-print.ts";
import { rangeText } from "./money.ts";
import type { OrderEstimate } from "./order.ts";
import styles from "./Print.module.css";
import { bindingNow, settled, shownEstimate } from "./price-state.ts";

const t = serviceWords.print.price;
/** A slider that is dragged is not read out at every step. */
const restMs = 700;
/** Sooner than this an answer needs no sign that it is awaited. */
const patienceMs = 250;

/** The price of everything, in sight whatever is being chosen. */
export function PriceBar(props: { print: Print }) {
  const state = () => props.print.state();
  const estimate = () => shownEstimate(state());
  const [waiting, setWaiting] = createSignal(false);
  createEffect(() => {
    const timer = settled(state()) ? undefined : setTimeout(() => setWaiting(true), patienceMs);
    if (timer === undefined) setWaiting(false);
    onCleanup(() => clearTimeout(timer));
  });
  createEffect(() => {
    const now = estimate();
    const timer = now && settled(state()) ? setTimeout(() => announce(spoken(now)), restMs) : undefined;
    onCleanup(() => clearTimeout(timer));
  });
  return (
    <section class={styles.bar} aria-label={t.barTitle}>
      <Show when={estimate()} fallback={<p>{t.settling} …</p>}>
        {(now) => (
          <>
            <p class={styles.total} data-waiting={waiting()}>
              {rangeText(now().rangeMinor, now().price.currency)}
            </p>
            <p class={styles.barText}>
              <Show
                when={bindingNow(state())}
                fallback={<Chip tone="warn">{waiting() ? `${t.settling} …` : t.estimate}</Chip>}
              >
                <Chip tone="good">{t.bound}</Chip>
              </Show>
              <span>{t.all}</span>
              <span class={styles.barTime}>{formatDuration(secondsOf(state().chosen, now()))}</span>
            </p>
          </>
        )}
      </Show>
    </section>
  );
}

const secondsOf = (order: { lines: readonly { choice: { quantity: number } }[] }, estimate: OrderEstimate): number =>
  estimate.lines.reduce((sum, { figures }, i) => sum + figures.seconds * (order.lines[i]?.choice.quantity ?? 1), 0);

const spoken = ({ rangeMinor, price }: OrderEstimate): string => t.spoken(rangeText(rangeMinor, price.currency));
