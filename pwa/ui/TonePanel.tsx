import type { JSX } from "solid-js";
import styles from "./TonePanel.module.css";
import type { Tone } from "./tone.ts";

type Props = { id: string; title: string; tone: Extract<Tone, "plain" | "good" | "warn">; children: JSX.Element };

/** A part of a screen whose edge says how things stand; `id` is its heading's. */
export function TonePanel(props: Props) {
  return (
    <section class={styles.panel} data-tone={props.tone} aria-labelledby={props.id}>
      <h2 id={props.id}>{props.title}</h2>
      {props.children}
    </section>
  );
}
