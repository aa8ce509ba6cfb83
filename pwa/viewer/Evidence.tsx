import { Show } from "solid-js";
import { words } from "../i18n/words.ts";
import { visuallyHidden } from "../ui/Page.tsx";
import styles from "./Evidence.module.css";
import type { Evidence as Kind } from "./part.ts";

/** What a face or a dimension is worth, by colour and by shape: full, half, empty. `quiet`: said, not shown, in words. */
export function Evidence(props: { of: Kind; quiet?: boolean }) {
  return (
    <span class={styles.evidence}>
      <span class={`${styles.dot} ${styles[props.of]}`} aria-hidden="true" />
      <Show when={props.quiet} fallback={words.viewer.evidence[props.of]}>
        <span class={visuallyHidden}>{words.viewer.evidence[props.of]}: </span>
      </Show>
    </span>
  );
}
