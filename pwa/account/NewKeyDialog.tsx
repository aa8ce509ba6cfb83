import { createSignal } from "solid-js";
import { serviceWords } from "../i18n/service-words.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import styles from "./Keys.module.css";
import type { NewKey } from "./KeysScreen.tsx";

const t = serviceWords.keys;

/** The one time that a key's secret is seen. */
export function NewKeyDialog(props: { made: NewKey | null; onClose: () => void }) {
  const [said, setSaid] = createSignal("");
  const copy = () =>
    navigator.clipboard.writeText(props.made?.secret ?? "").then(
      () => setSaid(t.copied),
      () => setSaid(t.copyFailed),
    );
  const close = () => {
    setSaid("");
    props.onClose();
  };
  return (
    <Dialog
      open={props.made !== null}
      title={t.newTitle}
      onClose={close}
      actions={
        <>
          <Button size="large" onClick={() => void copy()}>
            {t.copy}
          </Button>
          <Button kind="primary" size="large" onClick={close}>
            {t.done}
          </Button>
        </>
      }
    >
      <p>{t.newText}</p>
      <output class={styles.secret} aria-label={t.secret}>
        {props.made?.secret}
      </output>
      <p role="status">{said()}</p>
    </Dialog>
  );
}
