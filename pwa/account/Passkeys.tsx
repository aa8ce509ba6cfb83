import { createSignal, Show } from "solid-js";
import type * as v from "valibot";
import { passkeyListSchema, passkeyViewSchema } from "#contract/identity";
import { outbox } from "../app/services.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { createAnswer } from "../server/create-answer.ts";
import type { Refusal } from "../server/refusal.ts";
import { announce } from "../ui/announce.ts";
import { Button } from "../ui/Button.tsx";
import { Confirm } from "../ui/Confirm.tsx";
import { Field } from "../ui/Field.tsx";
import { FormDialog } from "../ui/FormDialog.tsx";
import { formatDate } from "../ui/format.ts";
import { Icon } from "../ui/Icon.tsx";
import { Refused } from "../ui/Refused.tsx";
import { Rows, RowText, Sheet } from "../ui/Sheet.tsx";
import { agentWords } from "./agent.ts";
import { createAct } from "./create-act.ts";
import { addPasskey } from "./passkey.ts";

const t = serviceWords.account;
type Passkey = v.InferOutput<typeof passkeyViewSchema>;

export function Passkeys() {
  const list = createAnswer(() => ({ path: "/account/passkeys", keep: "passkeys" }), passkeyListSchema);
  const [renamed, setRenamed] = createSignal<Passkey | null>(null);
  const [removed, setRemoved] = createSignal<Passkey | null>(null);
  const { act, refusal } = createAct();

  const remove = async () => {
    const passkey = removed();
    setRemoved(null);
    if (!passkey) return;
    const path = `/account/passkeys/${passkey.credentialId}`;
    await act(() => outbox.server.ask("DELETE", path), list.refresh);
  };

  return (
    <Sheet title={t.passkeys}>
      <p>{t.passkeysText}</p>
      <Show
        when={(list.body()?.passkeys.length ?? 0) > 0}
        fallback={
          <Show when={list.body()} fallback={<Loading list={list} />}>
            <p>{t.noPasskeys}</p>
          </Show>
        }
      >
        <Rows each={list.body()?.passkeys ?? []} label={t.passkeys}>
          {(passkey) => (
            <>
              <RowText name={passkey.name} meta={usedWords(passkey)} />
              <Button kind="quiet" square aria-label={t.renameOf(passkey.name)} onClick={() => setRenamed(passkey)}>
                <Icon name="pencil" />
              </Button>
              <Button kind="quiet" square aria-label={t.removeOf(passkey.name)} onClick={() => setRemoved(passkey)}>
                <Icon name="trash" />
              </Button>
            </>
          )}
        </Rows>
      </Show>
      <Refused why={refusal()} />
      <Add onAdded={list.refresh} />
      <Rename passkey={renamed()} onClose={() => setRenamed(null)} onDone={list.refresh} />
      <Confirm
        open={removed() !== null}
        title={t.removePasskeyTitle}
        text={t.removePasskeyText(removed()?.name ?? "")}
        action={t.remove}
        onClose={() => setRemoved(null)}
        onYes={() => void remove()}
      />
    </Sheet>
  );
}

/** While a list has not come: that it is asked for, or why it does not come. */
export function Loading(props: { list: { reach: () => string; refusal: () => Refusal | null } }) {
  return (
    <Show when={props.list.reach() === "asking"} fallback={<Refused why={props.list.refusal()} />}>
      <p>{t.loading}…</p>
    </Show>
  );
}

export function usedWords(one: { createdAtMs: number; lastUsedAtMs: number | null }): string {
  const used = one.lastUsedAtMs === null ? t.neverUsed : t.lastUsed(formatDate(one.lastUsedAtMs));
  return `${t.made(formatDate(one.createdAtMs))}, ${used}`;
}

function Add(props: { onAdded: () => Promise<void> }) {
  const [busy, setBusy] = createSignal(false);
  const [refusal, setRefusal] = createSignal<Refusal | null>(null);
  const add = async () => {
    setBusy(true);
    setRefusal(null);
    const added = await addPasskey(agentWords(navigator.userAgent));
    setBusy(false);
    if (!added.done) return void setRefusal(added.why);
    announce(t.passkeyAdded);
    await props.onAdded();
  };
  return (
    <>
      <Refused why={refusal()} />
      <Button size="large" aria-disabled={busy()} onClick={() => busy() || void add()}>
        <Icon name="plus" />
        {busy() ? t.adding : t.addPasskey}
      </Button>
    </>
  );
}

function Rename(props: { passkey: Passkey | null; onClose: () => void; onDone: () => Promise<void> }) {
  const { act, refusal } = createAct();
  const save = async (typed: FormData) => {
    const name = String(typed.get("name") ?? "").trim();
    const path = `/account/passkeys/${props.passkey?.credentialId}`;
    const saved = await act(() => outbox.server.ask("PATCH", path, { json: { name } }, passkeyViewSchema));
    if (!saved) return;
    props.onClose();
    await props.onDone();
  };
  return (
    <FormDialog
      open={props.passkey !== null}
      title={t.rename}
      action={t.save}
      onClose={() => props.onClose()}
      onSubmit={(typed) => void save(typed)}
    >
      <Field label={t.passkeyName} name="name" value={props.passkey?.name} required maxLength={80} />
      <Refused why={refusal()} />
    </FormDialog>
  );
}
