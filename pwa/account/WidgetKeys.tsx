import { createSignal, For, Show } from "solid-js";
import { type WidgetKeyView, widgetKeyListSchema } from "#contract/widget";
import { outbox } from "../app/services.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { createAnswer } from "../server/create-answer.ts";
import { Button } from "../ui/Button.tsx";
import { Chip } from "../ui/Chip.tsx";
import { Confirm } from "../ui/Confirm.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Refused } from "../ui/Refused.tsx";
import { Rows, RowText, Sheet, softClass } from "../ui/Sheet.tsx";
import { createAct } from "./create-act.ts";
import styles from "./Keys.module.css";
import { Loading, usedWords } from "./Passkeys.tsx";
import { WidgetKeyForm } from "./WidgetKeyForm.tsx";
import { whose } from "./whose.ts";
import { snippetOf } from "./widget-snippet.ts";

const t = serviceWords.widgetKeys;

/** Keys that stand in other websites' pages, each with what to copy there. */
export function WidgetKeys() {
  const owner = () => whose()?.workspaceId ?? whose()?.accountId;
  const list = createAnswer(
    () => (owner() ? { path: "/widget/keys", keep: `widget keys ${owner()}` } : null),
    widgetKeyListSchema,
  );
  const [revoked, setRevoked] = createSignal<WidgetKeyView | null>(null);
  const { act, refusal } = createAct();
  const keys = () => list.body()?.keys ?? [];
  const revoke = async () => {
    const key = revoked();
    setRevoked(null);
    if (key) await act(() => outbox.server.ask("DELETE", `/widget/keys/${key.keyId}`), list.refresh);
  };
  return (
    <>
      <Sheet title={t.list}>
        <p class={softClass}>{t.lead}</p>
        <Show when={list.body()} fallback={<Loading list={list} />}>
          <Show when={keys().length > 0} fallback={<p>{t.none}</p>}>
            <Rows each={keys()} label={t.list}>
              {(key) => <KeyRow key={key} onRevoke={() => setRevoked(key)} />}
            </Rows>
            <For each={keys().filter(({ revokedAtMs }) => revokedAtMs === null)}>{(key) => <Snippet key={key} />}</For>
          </Show>
        </Show>
        <Refused why={refusal()} />
        <Confirm
          open={revoked() !== null}
          title={t.revokeTitle}
          text={t.revokeText(revoked()?.name ?? "")}
          action={serviceWords.keys.revoke}
          onClose={() => setRevoked(null)}
          onYes={() => void revoke()}
        />
      </Sheet>
      <WidgetKeyForm onMade={() => void list.refresh()} />
    </>
  );
}

function KeyRow(props: { key: WidgetKeyView; onRevoke: () => void }) {
  return (
    <>
      <RowText
        name={props.key.name}
        meta={
          <>
            {props.key.origins.join(" · ")}
            <br />
            {usedWords(props.key)}
          </>
        }
      />
      <Show when={props.key.revokedAtMs === null} fallback={<Chip>{serviceWords.keys.revoked}</Chip>}>
        <Button
          kind="quiet"
          square
          aria-label={serviceWords.keys.revokeOf(props.key.name)}
          onClick={() => props.onRevoke()}
        >
          <Icon name="trash" />
        </Button>
      </Show>
    </>
  );
}

/** What goes into the page. The key in it is public: it may be looked at here again and again. */
function Snippet(props: { key: WidgetKeyView }) {
  const [said, setSaid] = createSignal("");
  const text = () => snippetOf(location.origin, props.key.key);
  const copy = () =>
    navigator.clipboard.writeText(text()).then(
      () => setSaid(serviceWords.keys.copied),
      () => setSaid(serviceWords.keys.copyFailed),
    );
  return (
    <details class={styles.snippet}>
      <summary>{t.snippet(props.key.name)}</summary>
      <pre>
        <code>{text()}</code>
      </pre>
      <Button onClick={() => void copy()}>{t.copy}</Button>
      <p role="status">{said()}</p>
    </details>
  );
}
