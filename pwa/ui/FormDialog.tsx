import { type JSX, Show } from "solid-js";
import { words } from "../i18n/words.ts";
import { Button } from "./Button.tsx";
import { Dialog } from "./Dialog.tsx";

/** A dialog that asks for something and hands over what was typed; Enter in a field does the same as its button. */
export function FormDialog(props: {
  open: boolean;
  title: string;
  /** What stands over the fields. */
  lead?: string;
  action: string;
  kind?: "primary" | "danger";
  class?: string | undefined;
  /** The fields judge themselves, in our words, not the browser's. */
  novalidate?: boolean;
  onClose: () => void;
  onSubmit: (typed: FormData) => void;
  children: JSX.Element;
}) {
  let form!: HTMLFormElement;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    props.onSubmit(new FormData(form));
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
          <Button kind={props.kind ?? "primary"} size="large" onClick={() => form.requestSubmit()}>
            {props.action}
          </Button>
        </>
      }
    >
      <Show when={props.lead}>
        <p>{props.lead}</p>
      </Show>
      <form ref={form} class={props.class} novalidate={props.novalidate} onSubmit={submit}>
        {props.children}
      </form>
    </Dialog>
  );
}
