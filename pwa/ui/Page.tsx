import { A } from "@solidjs/router";
import { createEffect, type JSX, Show } from "solid-js";
import { words } from "../i18n/words.ts";
import { buttonClass } from "./Button.tsx";
import { Icon } from "./Icon.tsx";
import styles from "./Page.module.css";

type Props = {
  title: string;
  back?: string;
  backLabel?: string;
  lead?: JSX.Element;
  actions?: JSX.Element;
  children: JSX.Element;
};

/** A screen: its heading, the way back, and what it holds. */
export function Page(props: Props) {
  createEffect(() => {
    document.title = props.title === words.app.name ? props.title : `${props.title} · ${words.app.name}`;
  });
  return (
    <main class={styles.page}>
      <header class={styles.head}>
        <Show when={props.back}>
          {(href) => (
            <A
              href={href()}
              class={`${buttonClass({ kind: "quiet", square: true })} ${styles.back}`}
              aria-label={props.backLabel ?? words.app.back}
            >
              <Icon name="back" />
            </A>
          )}
        </Show>
        {props.lead}
        <h1>{props.title}</h1>
        {props.actions}
      </header>
      {props.children}
    </main>
  );
}

export const visuallyHidden = styles.hidden ?? "";
