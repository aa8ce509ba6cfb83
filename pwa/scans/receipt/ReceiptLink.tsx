import { A } from "@solidjs/router";
import { Show } from "solid-js";
import { words } from "../../i18n/words.ts";
import type { ScanBox } from "../../outbox/model.ts";
import { buttonClass } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import styles from "./ReceiptLink.module.css";
import { receiptOf, sentenceOf } from "./receipt.ts";

/** The receipt in one sentence, and the way to all of it. */
export function ReceiptLink(props: { box: ScanBox }) {
  const receipt = () => receiptOf(props.box);
  return (
    <Show when={receipt().rows.length > 0}>
      <div class={styles.receipt}>
        <p>{sentenceOf(receipt())}</p>
        <A href={`/scans/${props.box.scan.scanId}/receipt`} class={buttonClass()}>
          <Icon name="report" />
          {words.receipt.open}
        </A>
      </div>
    </Show>
  );
}
