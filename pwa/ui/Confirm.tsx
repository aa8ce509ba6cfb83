import { words } from "../i18n/words.ts";
import { Button } from "./Button.tsx";
import { Dialog } from "./Dialog.tsx";

/** Asks before something that cannot be undone. */
export function Confirm(props: {
  open: boolean;
  title: string;
  text: string;
  action: string;
  /** False where it can be taken back all the same. */
  danger?: boolean;
  onClose: () => void;
  onYes: () => void;
}) {
  return (
    <Dialog
      open={props.open}
      title={props.title}
      onClose={props.onClose}
      actions={
        <>
          <Button size="large" onClick={props.onClose}>
            {words.app.cancel}
          </Button>
          <Button kind={props.danger === false ? "primary" : "danger"} size="large" onClick={props.onYes}>
            {props.action}
          </Button>
        </>
      }
    >
      <p>{props.text}</p>
    </Dialog>
  );
}
