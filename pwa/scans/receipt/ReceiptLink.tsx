import { A } from "@solidjs/router";
import { Show } from "solid-js";
import { words } from "../../i18n/words.ts";
import { buttonClass } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import styles from "./ReceiptLink.module.css";
import { type Receipt, sentenceOf } from "./receipt.ts";

/** The receipt in one sentence, and the way to all of it. */
export function ReceiptLink(props: { scanId: string; receipt: Receipt }) {
  return (
    <Show when={props.receipt.rows.length > 0}>
      <div class={styles.receipt}>
        <p>{sentenceOf(props.receipt)}</p>
        <A href={`/scans/${props.scanId}/receipt`} class={buttonClass()}>
          <Icon name="report" />
          {words.receipt.open}
        </A>
      </div>
    </Show>
  );
}
