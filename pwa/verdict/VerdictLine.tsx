import { createSignal, type JSX, Show } from "solid-js";
import { words } from "../i18n/words.ts";
import type { OutboxPhoto, ScanBox } from "../outbox/model.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { visuallyHidden } from "../ui/Page.tsx";
import { VerdictBody } from "./VerdictBody.tsx";
import styles from "./VerdictLine.module.css";
import { hasVerdict, lineOf, toneOf } from "./verdict-line.ts";
import type { Verdict } from "./verdict-state.ts";

const t = words.verdict;

/** The verdict while photos are taken: one calm line; a tap shows all of it. `again` gets what closes it. */
export function VerdictLine(props: {
  box: ScanBox;
  verdict: Verdict;
  again?: ((photo: OutboxPhoto, close: () => void) => JSX.Element) | undefined;
}) {
  const [open, setOpen] = createSignal(false);
  const close = () => setOpen(false);
  return (
    <Show when={hasVerdict(props.verdict)}>
      <button
        type="button"
        class={styles.line}
        data-outcome={toneOf(props.verdict.verdict())}
        onClick={() => setOpen(true)}
      >
        <span>{lineOf(props.verdict)}</span>
        <span class={visuallyHidden}> {t.line.open}</span>
      </button>
      <Dialog
        open={open()}
        title={t.title}
        onClose={close}
        actions={
          <Button size="large" onClick={close}>
            {words.app.close}
          </Button>
        }
      >
        {/* Read first, and shown first: the dialog would scroll down to its first button. */}
        <div class={styles.body} tabIndex={-1} ref={(body) => queueMicrotask(() => body.focus())}>
          <VerdictBody
            box={props.box}
            verdict={props.verdict}
            again={props.again && ((photo) => props.again?.(photo, close))}
          />
        </div>
      </Dialog>
    </Show>
  );
}
