import type { JSX } from "solid-js";
import styles from "./Chip.module.css";
import type { Tone } from "./tone.ts";

export type { Tone };

export function Chip(props: { tone?: Tone; children: JSX.Element }) {
  return (
    <span class={`${styles.chip} ${props.tone && props.tone !== "plain" ? styles[props.tone] : ""}`}>
      {props.children}
    </span>
  );
}
