import { useParams } from "@solidjs/router";
import { createMemo, createResource, Show } from "solid-js";
import * as v from "valibot";
import { database } from "../app/services.ts";
import { transfer } from "../batch/transfer.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { keepAnswer, keptAnswer } from "../server/kept-answers.ts";
import { Button } from "../ui/Button.tsx";
import { Page } from "../ui/Page.tsx";
import { Refused } from "../ui/Refused.tsx";
import styles from "./Receipt.module.css";
import { receiptNodes } from "./receipt-page.ts";

const t = serviceWords.orders;

/** As the server has it; where that cannot be asked, as it was last seen here. */
async function loadReceipt(orderId: string): Promise<string | null> {
  const name = `receipt ${orderId}`;
  const html = await (await transfer.download(`/orders/${orderId}/receipt`))?.text();
  if (html === undefined) return (await keptAnswer(database, name, v.string()))?.body ?? null;
  await keepAnswer(database, name, html, Date.now()).catch(() => undefined);
  return html;
}

/** The receipt as a page, for the eye and for paper. */
export default function ReceiptScreen() {
  const params = useParams();
  const [html] = createResource(() => params.orderId, loadReceipt);
  const nodes = createMemo(() => receiptNodes(html.latest ?? ""));
  return (
    <Page title={t.receipt} back={`/orders/${params.orderId}`} backLabel={t.toOrder}>
      <Show when={html.state === "ready"} fallback={<p role="status">{t.loading} …</p>}>
        <Refused why={html() === null ? t.receiptFailed : null} />
        <Show when={html()}>
          <article class={styles.receipt}>{nodes()}</article>
          <Button kind="primary" size="large" class={styles.print} onClick={() => window.print()}>
            {t.printReceipt}
          </Button>
        </Show>
      </Show>
    </Page>
  );
}
