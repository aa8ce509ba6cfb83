import { createSignal, Show } from "solid-js";
import { type ExportView, exportViewSchema } from "#contract/privacy";
import { createAct } from "../account/create-act.ts";
import { outbox } from "../app/services.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { Button, buttonClass } from "../ui/Button.tsx";
import { formatBytes, formatDate } from "../ui/format.ts";
import { Icon } from "../ui/Icon.tsx";
import { Refused } from "../ui/Refused.tsx";
import { Rows, RowText, Sheet, softClass } from "../ui/Sheet.tsx";

const t = serviceWords.privacy;

/** Everything as zip files; their links are as good as the data, so they can be ended. */
export function Export() {
  const [made, setMade] = createSignal<ExportView | null>(null);
  const [ended, setEnded] = createSignal(false);
  const { act, busy, refusal } = createAct();
  const make = () => {
    setEnded(false);
    return act(() => outbox.server.ask("POST", "/privacy/exports", {}, exportViewSchema), setMade);
  };
  const end = () =>
    act(
      () => outbox.server.ask("DELETE", `/privacy/exports/${made()?.exportId}`),
      () => {
        setMade(null);
        setEnded(true);
      },
    );
  return (
    <Sheet title={t.exportTitle}>
      <p>{t.exportText}</p>
      <p class={softClass}>{t.keepText}</p>
      <Show
        when={made()}
        fallback={
          <Button size="large" aria-disabled={busy()} onClick={() => void make()}>
            <Icon name="download" />
            {busy() ? t.exporting : t.exportGo}
          </Button>
        }
      >
        {(view) => (
          <>
            <Rows each={view().parts.map((part, i) => ({ ...part, number: i + 1 }))} label={t.exportTitle}>
              {(part) => (
                <>
                  <RowText
                    name={t.part(part.number, view().parts.length)}
                    meta={t.partSize(part.files, formatBytes(part.bytes))}
                  />
                  <a
                    href={part.url}
                    download=""
                    class={buttonClass({ size: "large", square: true })}
                    aria-label={t.part(part.number, view().parts.length)}
                  >
                    <Icon name="download" />
                  </a>
                </>
              )}
            </Rows>
            <p class={softClass}>{t.exportUntil(formatDate(view().expiresAtMs))}</p>
            <Button size="large" aria-disabled={busy()} onClick={() => void end()}>
              {t.exportEnd}
            </Button>
          </>
        )}
      </Show>
      <Show when={ended()}>
        <p role="status">{t.exportEnded}</p>
      </Show>
      <Refused why={refusal()} />
    </Sheet>
  );
}
