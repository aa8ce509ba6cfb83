import { For, Show } from "solid-js";
import { words } from "../i18n/words.ts";
import styles from "./Scale.module.css";

export type ScaleCounts = { saved: number; sending: number; confirmed: number; refused: number };
const order = ["confirmed", "sending", "saved", "refused"] as const;

/** A rule with one tick a photo, as long as a pass must be at least: filled by how far each photo has come. */
export function Scale(props: { counts: ScaleCounts; min: number }) {
  const ticks = () => {
    const filled = order.flatMap((state) => Array.from({ length: props.counts[state] }, () => state));
    const empty = Math.max(0, props.min - filled.length);
    return [...filled, ...Array.from({ length: empty }, () => null)];
  };
  return (
    <div>
      <div class={styles.scale} aria-hidden="true">
        <For each={ticks()}>{(state) => <span class={`${styles.tick} ${state ? styles[state] : ""}`} />}</For>
      </div>
      <p class={styles.legend}>
        <For each={order}>
          {(state) => (
            <Show when={props.counts[state] > 0}>
              <span class={styles[state]}>
                {props.counts[state]} {words.outbox[state]}
              </span>
            </Show>
          )}
        </For>
      </p>
    </div>
  );
}
