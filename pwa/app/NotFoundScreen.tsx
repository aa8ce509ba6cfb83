import { A } from "@solidjs/router";
import { words } from "../i18n/words.ts";
import { buttonClass } from "../ui/Button.tsx";
import { Page } from "../ui/Page.tsx";
import styles from "./App.module.css";

export function NotFoundScreen() {
  return (
    <Page title={words.app.notFoundTitle}>
      <div class={styles.center}>
        <p>{words.app.notFound}</p>
        <A href="/" class={buttonClass({ kind: "primary", size: "large" })}>
          {words.app.toScans}
        </A>
      </div>
    </Page>
  );
}
