import { createUniqueId, For, type JSX, type ParentProps, Show } from "solid-js";
import styles from "./Sheet.module.css";

/** The sheets of a screen: one below the other on a phone, two columns where there is room. */
export function Sheets(props: ParentProps) {
  return <div class={styles.sheets}>{props.children}</div>;
}

/** One matter of a screen: its heading, what it holds, what can be done. */
export function Sheet(props: ParentProps<{ title: string; id?: string; wide?: boolean }>) {
  const titleId = createUniqueId();
  return (
    <section id={props.id} class={`${styles.sheet} ${props.wide ? styles.wide : ""}`} aria-labelledby={titleId}>
      <h2 id={titleId}>{props.title}</h2>
      {props.children}
    </section>
  );
}

/** Things of one kind, each with its name, what is known of it, and what can be done with it. */
export function Rows<Item>(props: { each: readonly Item[]; label: string; children: (item: Item) => JSX.Element }) {
  return (
    <ul class={styles.rows} aria-label={props.label}>
      <For each={props.each}>{(item) => <li class={styles.row}>{props.children(item)}</li>}</For>
    </ul>
  );
}

export function RowText(props: { name: JSX.Element; meta?: JSX.Element }) {
  return (
    <span class={styles.text}>
      <span class={styles.name}>{props.name}</span>
      <Show when={props.meta}>
        <span class={styles.meta}>{props.meta}</span>
      </Show>
    </span>
  );
}

/** Buttons side by side, wrapping. */
export function Actions(props: ParentProps) {
  return <div class={styles.actions}>{props.children}</div>;
}

export const softClass = styles.soft ?? "";
