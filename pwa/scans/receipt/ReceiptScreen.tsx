import { useParams } from "@solidjs/router";
import { createEffect, createMemo, createSignal, on, Show } from "solid-js";
import { online } from "../../app/connection.ts";
import { outbox, sending } from "../../app/services.ts";
import { words } from "../../i18n/words.ts";
import type { OutboxScan } from "../../outbox/model.ts";
import { Button } from "../../ui/Button.tsx";
import { formatDate } from "../../ui/format.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Note } from "../../ui/Note.tsx";
import { Page } from "../../ui/Page.tsx";
import { saveFile } from "../../ui/save-file.ts";
import { Missing } from "../Missing.tsx";
import { createScan } from "../scan-state.ts";
import { ReceiptRows } from "./ReceiptRows.tsx";
import styles from "./ReceiptScreen.module.css";
import { isSafe, type Receipt, receiptOf, receiptOfView, sentenceOf } from "./receipt.ts";
import { canShareFiles, receiptFile, shareFile } from "./receipt-file.ts";

const t = words.receipt;

/** Per photo what the server said of it: after this a person may delete the photos from the phone, or knows why not. */
export default function ReceiptScreen() {
  const params = useParams();
  const scanId = () => params.scanId ?? "";
  const scan = createScan(scanId);
  const name = () => scan.box()?.scan.name ?? scan.view()?.name ?? words.scans.title;
  const receipt = (): Receipt | null => {
    const [box, view] = [scan.box(), scan.view()];
    return box ? receiptOf(box) : box === null && view ? receiptOfView(view) : null;
  };
  const ask = async () => {
    if (scan.box() === null) return scan.refresh();
    await outbox.act(scanId(), { type: "recheck-asked" });
    sending.kick();
  };
  // Asked as soon as there is a network and nothing more to send: what is shown safe is so now, not on the day it
  // was sent.
  const askable = () =>
    online() && scan.box()?.scan.remote === "known" && (receipt()?.counts.waiting ?? 1) === 0 && scanId();
  createEffect(on(createMemo(askable), (can) => can && void ask()));

  return (
    <Page title={t.title} back={`/scans/${scanId()}`} backLabel={name()}>
      <Show when={receipt()} fallback={<Missing scan={scan} />}>
        {(shown) => (
          <div class={styles.receipt}>
            <Note
              tone={isSafe(shown()) ? "blue" : shown().counts.refused > 0 ? "bad" : "warn"}
              icon={isSafe(shown()) ? "check" : "alert"}
              title={sentenceOf(shown())}
              role="status"
            >
              <p>{t.how}</p>
              <Show when={freshness(shown(), scan.box()?.scan ?? null)}>{(text) => <p>{text()}</p>}</Show>
            </Note>
            <Actions receipt={shown()} name={name()} onAsk={() => void ask()} />
            <ReceiptRows rows={shown().rows} />
          </div>
        )}
      </Show>
    </Page>
  );
}

function freshness({ listedAtMs }: Receipt, scan: OutboxScan | null): string {
  const listed = listedAtMs === null ? "" : t.listed(formatDate(listedAtMs));
  if (!online()) return `${t.offline} ${listed}`;
  if (!scan?.recheck) return listed;
  return scan.retryAtMs === null ? `${t.asking}…` : `${t.unreachable} ${listed}`;
}

function Actions(props: { receipt: Receipt; name: string; onAsk: () => void }) {
  const [failed, setFailed] = createSignal(false);
  const file = () => receiptFile(props.receipt, props.name);
  const share = async () => setFailed(!(await shareFile(file())));
  return (
    <>
      <div class={styles.actions}>
        <Button size="large" onClick={() => saveFile(file())}>
          <Icon name="download" />
          {t.save}
        </Button>
        <Show when={canShareFiles}>
          <Button size="large" onClick={() => void share()}>
            <Icon name="share" />
            {t.share}
          </Button>
        </Show>
        <Button size="large" disabled={!online()} onClick={() => props.onAsk()}>
          <Icon name="redo" />
          {t.ask}
        </Button>
      </div>
      <Show when={failed()}>
        <Note tone="warn" role="alert">
          <p>{t.shareFailed}</p>
        </Note>
      </Show>
    </>
  );
}
