import type { JSX } from "solid-js";
import styles from "./Chip.module.css";

export type Tone = "plain" | "blue" | "good" | "warn" | "bad";

export function Chip(props: { tone?: Tone; children: JSX.Element }) {
  return (
    <span class={`${styles.chip} ${props.tone && props.tone !== "plain" ? styles[props.tone] : ""}`}>
      {props.children}
    </span>
  );
}
