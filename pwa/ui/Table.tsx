import { For, type ParentProps } from "solid-js";
import styles from "./Table.module.css";

/** A table that scrolls in itself where it is wider than the screen, by finger and by key. */
export function Table(props: ParentProps<{ label: string; head: readonly string[] }>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section class={styles.frame} tabIndex={0}>
      <table class={styles.table} aria-label={props.label}>
        <thead>
          <tr>
            <For each={props.head}>{(column) => <th scope="col">{column}</th>}</For>
          </tr>
        </thead>
        <tbody>{props.children}</tbody>
      </table>
    </section>
  );
}

/** Of a cell that holds a sentence. */
export const wideClass = styles.wide ?? "";
/** Of a cell that holds a number. */
export const numberClass = styles.number ?? "";
