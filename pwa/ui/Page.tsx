import { A } from "@solidjs/router";
import { createEffect, type JSX, onMount, Show } from "solid-js";
import { words } from "../i18n/words.ts";
import { buttonClass } from "./Button.tsx";
import { appName } from "./brand.ts";
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

let opened = false;

/** A screen: its heading, the way back, and what it holds. */
export function Page(props: Props) {
  let heading!: HTMLHeadingElement;
  onMount(() => {
    // A new screen is read out from its heading; the first one is left to the browser.
    if (opened) heading.focus({ preventScroll: true });
    opened = true;
  });
  createEffect(() => {
    document.title = props.title === appName() ? props.title : `${props.title} · ${appName()}`;
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
        <h1 ref={heading} tabIndex={-1}>
          {props.title}
        </h1>
        {props.actions}
      </header>
      {props.children}
    </main>
  );
}

export const visuallyHidden = styles.hidden ?? "";
