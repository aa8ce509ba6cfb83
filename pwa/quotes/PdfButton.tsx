import { createSignal } from "solid-js";
import { transfer } from "../batch/transfer.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Refused } from "../ui/Refused.tsx";
import { saveFile } from "../ui/save-file.ts";
import { shortQuoteId } from "./quote-state.ts";

const t = serviceWords.quotes;

/** A file, not a new window: a device without an account shows who it is by a header, which no link carries. */
export function PdfButton(props: { quoteId: string }) {
  const [busy, setBusy] = createSignal(false);
  const [failed, setFailed] = createSignal(false);
  const save = async () => {
    if (busy()) return;
    setBusy(true);
    const name = t.pdfFile(shortQuoteId(props.quoteId));
    const blob = await transfer.download(`/quotes/${props.quoteId}/pdf`);
    setBusy(false);
    setFailed(blob === null);
    if (blob) saveFile(new File([blob], name, { type: "application/pdf" }));
  };
  return (
    <>
      <Button size="large" aria-disabled={busy()} onClick={() => void save()}>
        <Icon name="download" />
        {t.pdf}
      </Button>
      <Refused why={failed() ? t.pdfFailed : null} />
    </>
  );
}
