import { For, Show } from "solid-js";
import type { BatchCounts } from "#contract/batch";
import { teamWords } from "../i18n/team-words.ts";
import styles from "./BatchScreen.module.css";
import { setStatesInOrder } from "./batch-tones.ts";

const t = teamWords.batch;

/** All sets as one bar: how many are in which state, told in words beneath it. */
export function BatchBar(props: { counts: BatchCounts }) {
  const states = () => setStatesInOrder.filter((state) => props.counts[state] > 0);
  const words = () => states().map((state) => t.part(props.counts[state], t.setStates[state]));
  return (
    <Show when={states().length > 0} fallback={<p>{t.noSets}</p>}>
      <div class={styles.bar} role="img" aria-label={t.bar(words().join(", "))}>
        <For each={states()}>
          {(state) => <span class={styles[state]} style={{ "flex-grow": props.counts[state] }} />}
        </For>
      </div>
      <p class={styles.legend} aria-hidden="true">
        <For each={states()}>
          {(state) => (
            <span>
              <i class={`${styles.dot} ${styles[state]}`} /> {t.part(props.counts[state], t.setStates[state])}
            </span>
          )}
        </For>
      </p>
    </Show>
  );
}
