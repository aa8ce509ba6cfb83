import { createSignal } from "solid-js";
import * as v from "valibot";
import { adminReasonSchema } from "#contract/admin";
import { Field } from "../ui/Field.tsx";
import { FormDialog } from "../ui/FormDialog.tsx";
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
  const submit = (typed: FormData) => {
    const parsed = v.safeParse(adminReasonSchema, { reason: typed.get("reason") });
    setWrong(parsed.success ? null : t.reasonUnfit);
    if (parsed.success) props.onReason(parsed.output.reason);
  };
  return (
    <FormDialog
      open={props.open}
      title={props.title}
      lead={props.text}
      action={t.go}
      kind="danger"
      novalidate
      onClose={() => props.onClose()}
      onSubmit={submit}
    >
      <Field
        label={t.reason}
        hint={t.reasonHint}
        name="reason"
        maxLength={props.charsMax ?? 300}
        autocomplete="off"
        wrong={wrong()}
      />
    </FormDialog>
  );
}
