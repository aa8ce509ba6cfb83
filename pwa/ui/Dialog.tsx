import { createEffect, createUniqueId, type JSX, Show } from "solid-js";
import styles from "./Dialog.module.css";

/** A modal on the platform's own <dialog>: focus is kept inside and given back, Escape closes. */
export function Dialog(props: {
  open: boolean;
  title: string;
  onClose: () => void;
  children: JSX.Element;
  actions: JSX.Element;
}) {
  let element!: HTMLDialogElement;
  const titleId = createUniqueId();
  createEffect(() => {
    if (props.open && !element.open) element.showModal();
    if (!props.open && element.open) element.close();
  });
  return (
    <dialog
      ref={(dialog) => {
        element = dialog;
        // A tap beside it closes it, where the platform knows how.
        dialog.setAttribute("closedby", "any");
      }}
      class={styles.dialog}
      aria-labelledby={titleId}
      onClose={() => props.onClose()}
    >
      <Show when={props.open}>
        <div class={styles.inner}>
          <h2 id={titleId}>{props.title}</h2>
          {props.children}
          <div class={styles.actions}>{props.actions}</div>
        </div>
      </Show>
    </dialog>
  );
}
