import { Show } from "solid-js";
import { words } from "../i18n/words.ts";
import { Button } from "../ui/Button.tsx";
import styles from "./App.module.css";
import { putOffUpdate, updateReady } from "./update.ts";

export function UpdatePrompt() {
  return (
    <Show when={updateReady()}>
      {(install) => (
        <div class={styles.update} role="status">
          <p>{words.app.updateReady}</p>
          <Button kind="quiet" onClick={putOffUpdate}>
            {words.app.later}
          </Button>
          <Button kind="primary" onClick={() => install()()}>
            {words.app.update}
          </Button>
        </div>
      )}
    </Show>
  );
}
