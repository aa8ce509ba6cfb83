import { A } from "@solidjs/router";
import { createEffect, on, onCleanup, onMount, Show } from "solid-js";
import "../account/session.ts";
import { whose } from "../account/whose.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { buttonClass } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import styles from "./Notices.module.css";
import { askUnread, followUnread, unread } from "./unread.ts";

/** The way to the notices, with how many are unread. */
export default function Bell() {
  onMount(() => onCleanup(followUnread()));
  createEffect(on(whose, () => void askUnread(), { defer: true }));
  return (
    <A
      href="/notices"
      class={`${buttonClass({ kind: "quiet", square: true })} ${styles.bell}`}
      aria-label={serviceWords.notices.bell(unread())}
    >
      <Icon name="bell" />
      <Show when={unread() > 0}>
        <span class={styles.count} aria-hidden="true">
          {unread() > 99 ? "99+" : unread()}
        </span>
      </Show>
    </A>
  );
}
