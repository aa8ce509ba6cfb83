import { type JSX, Show } from "solid-js";
import { Icon, type IconName } from "./Icon.tsx";
import styles from "./Note.module.css";

type Props = {
  tone?: "plain" | "warn" | "bad" | "blue";
  icon?: IconName;
  title?: string;
  children?: JSX.Element;
  role?: "alert" | "status";
};

/** Something to know or to act on, where it happens: what it is, then what to do. */
export function Note(props: Props) {
  return (
    <div class={`${styles.note} ${props.tone && props.tone !== "plain" ? styles[props.tone] : ""}`} role={props.role}>
      <Icon name={props.icon ?? "alert"} />
      <div class={styles.body}>
        <Show when={props.title}>
          <p class={styles.title}>{props.title}</p>
        </Show>
        {props.children}
      </div>
    </div>
  );
}
