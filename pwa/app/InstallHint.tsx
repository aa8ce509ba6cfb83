import { Show } from "solid-js";
import { words } from "../i18n/words.ts";
import { Button } from "../ui/Button.tsx";
import { Note } from "../ui/Note.tsx";
import styles from "./App.module.css";
import { canInstall, install, installHint, putOffInstall } from "./install.ts";

export function InstallHint() {
  return (
    <Show when={installHint()}>
      <div class={styles.hint}>
        <Note tone="blue" icon="download" title={words.device.installButton}>
          <p>{canInstall() ? words.device.installText : words.device.installIos}</p>
          <div class={styles.choices}>
            <Show when={canInstall()}>
              <Button kind="primary" onClick={() => void install()}>
                {words.device.install}
              </Button>
            </Show>
            <Button kind="quiet" onClick={putOffInstall}>
              {words.device.notNow}
            </Button>
          </div>
        </Note>
      </div>
    </Show>
  );
}
