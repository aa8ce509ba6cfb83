import { Show } from "solid-js";
import { words } from "../../i18n/words.ts";
import styles from "./OutcomeLine.module.css";
import type { ScanOutcome } from "./outcome-store.ts";

const t = words.outcome;

/** How many photos the server used, and how well this device had foretold it. */
export function OutcomeLine(props: { outcome: ScanOutcome }) {
  const used = () => props.outcome.photos.filter((photo) => photo.used).length;
  return (
    <p class={styles.line}>
      {t.summary(used(), props.outcome.photos.length)}
      <Show when={props.outcome.comparison?.photos ? props.outcome.comparison : null}>
        {(compared) => <> {t.foretold(compared().asForetold, compared().photos)}</>}
      </Show>
    </p>
  );
}
