import { outbox, sending } from "../app/services.ts";
import { words } from "../i18n/words.ts";
import { FormDialog } from "../ui/FormDialog.tsx";
import styles from "./ScanMenu.module.css";

export function RenameDialog(props: { open: boolean; scanId: string; name: string; onClose: () => void }) {
  const save = async (typed: FormData) => {
    const name = String(typed.get("name") ?? "").trim();
    if (name === "") return;
    props.onClose();
    await outbox.act(props.scanId, { type: "scan-renamed", name });
    sending.kick();
  };
  return (
    <FormDialog
      open={props.open}
      title={words.scan.rename}
      action={words.scan.save}
      onClose={() => props.onClose()}
      onSubmit={(typed) => void save(typed)}
    >
      <label class={styles.field}>
        {words.scan.name}
        <input name="name" value={props.name} required maxLength={120} autocomplete="off" />
      </label>
    </FormDialog>
  );
}
