import { words } from "../i18n/words.ts";
import { Button } from "../ui/Button.tsx";
import { Page } from "../ui/Page.tsx";
import styles from "./App.module.css";

/** A bug or a chunk that could not be loaded offline: the photos are not touched by it, and it says so. */
export function BrokenScreen(props: { error: unknown; reset: () => void }) {
  console.error(props.error);
  return (
    <Page title={words.app.brokenTitle} back="/">
      <div class={styles.center} role="alert">
        <p>{words.app.broken}</p>
        <Button kind="primary" size="large" onClick={() => props.reset()}>
          {words.app.again}
        </Button>
      </div>
    </Page>
  );
}
