import { createSignal, Show } from "solid-js";
import { createAct } from "../account/create-act.ts";
import { outbox } from "../app/services.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { Button } from "../ui/Button.tsx";
import { Refused } from "../ui/Refused.tsx";
import { Sheet } from "../ui/Sheet.tsx";

const t = serviceWords.privacy;

/** Links that were passed on, or leaked, are ended all at once. */
export function Links() {
  const [done, setDone] = createSignal(false);
  const { act, busy, refusal } = createAct();
  const end = () =>
    act(
      () => outbox.server.ask("DELETE", "/privacy/links"),
      () => setDone(true),
    );
  return (
    <Sheet title={t.linksTitle}>
      <p>{t.linksText}</p>
      <Button size="large" aria-disabled={busy()} onClick={() => void end()}>
        {t.linksGo}
      </Button>
      <Show when={done()}>
        <p role="status">{t.linksDone}</p>
      </Show>
      <Refused why={refusal()} />
    </Sheet>
  );
}
