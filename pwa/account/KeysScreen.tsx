import { createSignal, Show } from "solid-js";
import type * as v from "valibot";
import { keyListSchema, type keyViewSchema, type newKeySchema } from "#contract/identity";
import { outbox } from "../app/services.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { createAnswer } from "../server/create-answer.ts";
import { Button } from "../ui/Button.tsx";
import { Chip } from "../ui/Chip.tsx";
import { Confirm } from "../ui/Confirm.tsx";
import { formatDate } from "../ui/format.ts";
import { Icon } from "../ui/Icon.tsx";
import { Page } from "../ui/Page.tsx";
import { Refused } from "../ui/Refused.tsx";
import { Rows, RowText, Sheet, Sheets } from "../ui/Sheet.tsx";
import styles from "./AccountScreen.module.css";
import { createAct } from "./create-act.ts";
import { Gate } from "./Gate.tsx";
import { InWorkspace } from "./InWorkspace.tsx";
import { KeyForm } from "./KeyForm.tsx";
import { NewKeyDialog } from "./NewKeyDialog.tsx";
import { Loading, usedWords } from "./Passkeys.tsx";
import { WidgetKeys } from "./WidgetKeys.tsx";
import { whose } from "./whose.ts";

const t = serviceWords.keys;
type Key = v.InferOutput<typeof keyViewSchema>;
export type NewKey = v.InferOutput<typeof newKeySchema>;

/** Keys for programs: made with scopes, shown once, revoked here. */
export default function KeysScreen() {
  return (
    <Page title={t.title} back="/account" backLabel={serviceWords.account.title}>
      <Gate>
        <Keys />
      </Gate>
    </Page>
  );
}

function Keys() {
  const owner = () => whose()?.workspaceId ?? whose()?.accountId;
  const list = createAnswer(() => (owner() ? { path: "/keys", keep: `keys ${owner()}` } : null), keyListSchema);
  const [made, setMade] = createSignal<NewKey | null>(null);
  return (
    <div class={styles.screen}>
      <p>{t.lead}</p>
      <InWorkspace />
      <Show when={list.refusal()?.code !== "forbidden"} fallback={<p role="alert">{t.forbidden}</p>}>
        <Sheets>
          <KeyList list={list} />
          <KeyForm
            onMade={(key) => {
              setMade(key);
              void list.refresh();
            }}
          />
          <WidgetKeys />
        </Sheets>
      </Show>
      <NewKeyDialog made={made()} onClose={() => setMade(null)} />
    </div>
  );
}

type List = ReturnType<typeof createAnswer<v.InferOutput<typeof keyListSchema>>>;

function KeyList(props: { list: List }) {
  const [revoked, setRevoked] = createSignal<Key | null>(null);
  const { act, refusal } = createAct();
  const keys = () => props.list.body()?.keys ?? [];
  const revoke = async () => {
    const key = revoked();
    setRevoked(null);
    if (key) await act(() => outbox.server.ask("DELETE", `/keys/${key.keyId}`), props.list.refresh);
  };
  return (
    <Sheet title={t.list}>
      <Show when={props.list.body()} fallback={<Loading list={props.list} />}>
        <Show when={keys().length > 0} fallback={<p>{t.none}</p>}>
          <Rows each={keys()} label={t.list}>
            {(key) => <KeyRow key={key} onRevoke={() => setRevoked(key)} />}
          </Rows>
        </Show>
      </Show>
      <Refused why={refusal()} />
      <Confirm
        open={revoked() !== null}
        title={t.revokeTitle}
        text={t.revokeText(revoked()?.name ?? "")}
        action={t.revoke}
        onClose={() => setRevoked(null)}
        onYes={() => void revoke()}
      />
    </Sheet>
  );
}

function KeyRow(props: { key: Key; onRevoke: () => void }) {
  const ended = () => {
    if (props.key.revokedAtMs !== null) return t.revoked;
    return props.key.expiresAtMs !== null && props.key.expiresAtMs <= Date.now() ? t.expired : null;
  };
  const until = () => (props.key.expiresAtMs === null ? "" : `, ${t.until(formatDate(props.key.expiresAtMs))}`);
  return (
    <>
      <RowText
        name={
          <>
            {props.key.name} <code>{props.key.prefix}…</code>
          </>
        }
        meta={
          <>
            {props.key.scopes.map((scope) => t.scopeWords[scope]).join(" · ")}
            <br />
            {usedWords(props.key)}
            {until()}
          </>
        }
      />
      <Show when={ended()} fallback={<Revoke name={props.key.name} onRevoke={props.onRevoke} />}>
        <Chip>{ended()}</Chip>
      </Show>
    </>
  );
}

function Revoke(props: { name: string; onRevoke: () => void }) {
  return (
    <Button kind="quiet" square aria-label={t.revokeOf(props.name)} onClick={() => props.onRevoke()}>
      <Icon name="trash" />
    </Button>
  );
}
