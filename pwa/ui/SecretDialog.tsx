import { createSignal } from "solid-js";
import { serviceWords } from "../i18n/service-words.ts";
import { Button } from "./Button.tsx";
import { Dialog } from "./Dialog.tsx";
import styles from "./SecretDialog.module.css";

const t = serviceWords.keys;

/** The one time that a secret is seen: to be copied, then gone. Null: closed. */
export function SecretDialog(props: {
  secret: string | null;
  title: string;
  text: string;
  label: string;
  onClose: () => void;
}) {
  const [said, setSaid] = createSignal("");
  const copy = () =>
    navigator.clipboard.writeText(props.secret ?? "").then(
      () => setSaid(t.copied),
      () => setSaid(t.copyFailed),
    );
  const close = () => {
    setSaid("");
    props.onClose();
  };
  return (
    <Dialog
      open={props.secret !== null}
      title={props.title}
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
      <p>{props.text}</p>
      <output class={styles.secret} aria-label={props.label}>
        {props.secret}
      </output>
      <p role="status">{said()}</p>
    </Dialog>
  );
}
