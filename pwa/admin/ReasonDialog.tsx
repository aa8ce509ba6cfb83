import { createSignal } from "solid-js";
import * as v from "valibot";
import { adminReasonSchema } from "#contract/admin";
import { words } from "../i18n/words.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Field } from "../ui/Field.tsx";
import { t } from "./words.ts";

/** Asks before something that is done to somebody else's, and why. */
export function ReasonDialog(props: {
  open: boolean;
  title: string;
  text: string;
  /** Where it may not be as long as usual. */
  charsMax?: number;
  onClose: () => void;
  onReason: (reason: string) => void;
}) {
  const [wrong, setWrong] = createSignal<string | null>(null);
  let form!: HTMLFormElement;
  const submit = (event: SubmitEvent & { currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    const parsed = v.safeParse(adminReasonSchema, { reason: new FormData(event.currentTarget).get("reason") });
    setWrong(parsed.success ? null : t.reasonUnfit);
    if (parsed.success) props.onReason(parsed.output.reason);
  };
  return (
    <Dialog
      open={props.open}
      title={props.title}
      onClose={() => props.onClose()}
      actions={
        <>
          <Button size="large" onClick={() => props.onClose()}>
            {words.app.cancel}
          </Button>
          <Button kind="danger" size="large" onClick={() => form.requestSubmit()}>
            {t.go}
          </Button>
        </>
      }
    >
      <p>{props.text}</p>
      <form ref={form} novalidate onSubmit={submit}>
        <Field
          label={t.reason}
          hint={t.reasonHint}
          name="reason"
          maxLength={props.charsMax ?? 300}
          autocomplete="off"
          wrong={wrong()}
        />
      </form>
    </Dialog>
  );
}
