import { outbox, sending } from "../app/services.ts";
import { words } from "../i18n/words.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import styles from "./ScanMenu.module.css";

export function RenameDialog(props: { open: boolean; scanId: string; name: string; onClose: () => void }) {
  let form!: HTMLFormElement;
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const name = String(new FormData(form).get("name") ?? "").trim();
    if (name === "") return;
    props.onClose();
    await outbox.act(props.scanId, { type: "scan-renamed", name });
    sending.kick();
  };
  return (
    <Dialog
      open={props.open}
      title={words.scan.rename}
      onClose={props.onClose}
      actions={
        <>
          <Button size="large" onClick={props.onClose}>
            {words.app.cancel}
          </Button>
          <Button kind="primary" size="large" onClick={() => form.requestSubmit()}>
            {words.scan.save}
          </Button>
        </>
      }
    >
      <form ref={form} onSubmit={(event) => void save(event)}>
        <label class={styles.field}>
          {words.scan.name}
          <input name="name" value={props.name} required maxLength={120} autocomplete="off" />
        </label>
      </form>
    </Dialog>
  );
}
