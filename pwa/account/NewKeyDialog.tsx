import { serviceWords } from "../i18n/service-words.ts";
import { SecretDialog } from "../ui/SecretDialog.tsx";
import type { NewKey } from "./KeysScreen.tsx";

const t = serviceWords.keys;

/** The one time that a key's secret is seen. */
export function NewKeyDialog(props: { made: NewKey | null; onClose: () => void }) {
  return (
    <SecretDialog
      secret={props.made?.secret ?? null}
      title={t.newTitle}
      text={t.newText}
      label={t.secret}
      onClose={props.onClose}
    />
  );
}
