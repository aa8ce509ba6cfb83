import { A } from "@solidjs/router";
import { createSignal, Show } from "solid-js";
import type { OrderView } from "#contract/order";
import { transfer } from "../batch/transfer.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { Button, buttonClass } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Refused } from "../ui/Refused.tsx";
import { softClass } from "../ui/Sheet.tsx";
import { saveFile } from "../ui/save-file.ts";

const t = serviceWords.orders;

/** A file, not a new window: a device without an account shows who it is by a header, which no link carries. */
export function Receipt(props: { view: OrderView }) {
  const [failed, setFailed] = createSignal(false);
  const save = async (receiptNumber: number) => {
    const blob = await transfer.download(`/orders/${props.view.orderId}/receipt`);
    setFailed(blob === null);
    if (blob) saveFile(new File([blob], t.receiptFile(receiptNumber), { type: "text/html" }));
  };
  return (
    <Show when={props.view.receiptNumber}>
      {(receiptNumber) => (
        <>
          <Button size="large" aria-label={t.receiptNumber(receiptNumber())} onClick={() => void save(receiptNumber())}>
            <Icon name="download" />
            {t.receipt}
          </Button>
          <A href={`/orders/${props.view.orderId}/receipt`} class={buttonClass({ size: "large" })}>
            <Icon name="report" />
            {t.receiptShow}
          </A>
          <p class={softClass}>{t.receiptText}</p>
          <Refused why={failed() ? t.receiptFailed : null} />
        </>
      )}
    </Show>
  );
}
