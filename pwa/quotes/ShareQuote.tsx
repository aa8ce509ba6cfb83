import { createSignal, Show } from "solid-js";
import type * as v from "valibot";
import { quoteShareSchema, type quoteShareSchema as schema } from "#contract/quoting";
import { createAct } from "../account/create-act.ts";
import { outbox } from "../app/services.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { announce } from "../ui/announce.ts";
import { Button } from "../ui/Button.tsx";
import { formatDate } from "../ui/format.ts";
import { Icon } from "../ui/Icon.tsx";
import { Refused } from "../ui/Refused.tsx";
import styles from "./Quotes.module.css";

const t = serviceWords.quotes;
type Shared = v.InferOutput<typeof schema>;

/** A link for somebody else: by the device's own sharing where it has one, else copied; shown either way. */
export function ShareQuote(props: { quoteId: string; title: string }) {
  const [shared, setShared] = createSignal<Shared | null>(null);
  const [copied, setCopied] = createSignal(false);
  const { act, busy, refusal } = createAct();

  const share = async () => {
    const { title } = props;
    const path = `/quotes/${props.quoteId}/share`;
    await act(
      () => outbox.server.ask("POST", path, {}, quoteShareSchema),
      async (made) => {
        setShared(made);
        setCopied(false);
        // Refused or called off, the link stands below all the same.
        if ("share" in navigator) await navigator.share({ title, url: made.url }).catch(() => undefined);
        else await copy(made.url);
      },
    );
  };
  const copy = async (url: string) => {
    const done = await navigator.clipboard.writeText(url).then(
      () => true,
      () => false,
    );
    setCopied(done);
    if (done) announce(t.copied);
  };

  return (
    <div class={styles.share}>
      <Button size="large" aria-disabled={busy()} onClick={() => void share()}>
        <Icon name="share" />
        {t.share}
      </Button>
      <Refused why={refusal()} />
      <Show when={shared()}>
        {(made) => (
          <>
            <p>{t.shared(formatDate(made().expiresMs))}</p>
            <input
              class={styles.link}
              readOnly
              aria-label={t.link}
              value={made().url}
              onFocus={(event) => event.currentTarget.select()}
            />
            <Button size="large" onClick={() => void copy(made().url)}>
              {copied() ? t.copied : t.copy}
            </Button>
          </>
        )}
      </Show>
    </div>
  );
}
