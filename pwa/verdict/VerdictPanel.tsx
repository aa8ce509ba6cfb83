import { type JSX, Show } from "solid-js";
import { words } from "../i18n/words.ts";
import type { OutboxPhoto, ScanBox } from "../outbox/model.ts";
import { VerdictBody } from "./VerdictBody.tsx";
import styles from "./VerdictPanel.module.css";
import { hasVerdict, toneOf } from "./verdict-line.ts";
import type { Verdict } from "./verdict-state.ts";

type Props = { box: ScanBox; verdict: Verdict; again?: ((photo: OutboxPhoto) => JSX.Element) | undefined };

/** Whether the photos will reconstruct and where to shoot again, told before leaving the part. */
export function VerdictPanel(props: Props) {
  return (
    <Show when={hasVerdict(props.verdict)}>
      <section class={styles.panel} aria-labelledby="verdict" data-outcome={toneOf(props.verdict.verdict())}>
        <h2 id="verdict">{words.verdict.title}</h2>
        <VerdictBody {...props} />
      </section>
    </Show>
  );
}
