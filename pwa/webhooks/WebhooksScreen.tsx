import { createSignal, Show } from "solid-js";
import type * as v from "valibot";
import { webhookListSchema, type webhookMadeSchema } from "#contract/webhook";
import { Gate } from "../account/Gate.tsx";
import { InWorkspace } from "../account/InWorkspace.tsx";
import { Loading } from "../account/Passkeys.tsx";
import { whose } from "../account/whose.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { teamWords } from "../i18n/team-words.ts";
import { createAnswer } from "../server/create-answer.ts";
import { Note } from "../ui/Note.tsx";
import { Page } from "../ui/Page.tsx";
import { SecretDialog } from "../ui/SecretDialog.tsx";
import { Rows, Sheet } from "../ui/Sheet.tsx";
import { Deliveries } from "./Deliveries.tsx";
import { EndpointForm } from "./EndpointForm.tsx";
import { EndpointRow } from "./EndpointRow.tsx";
import styles from "./Webhooks.module.css";

const t = teamWords.webhooks;

/** Where one's own server is told of events: endpoints, their state, and all that was sent to them. */
export default function WebhooksScreen() {
  return (
    <Page title={t.title} back="/account" backLabel={serviceWords.account.title}>
      <Gate>
        <p class={styles.lead}>{t.lead}</p>
        <InWorkspace />
        <Endpoints />
      </Gate>
    </Page>
  );
}

function Endpoints() {
  const owner = () => whose()?.workspaceId ?? whose()?.accountId;
  const list = createAnswer(
    () => (owner() ? { path: "/webhooks", keep: `webhooks ${owner()}` } : null),
    webhookListSchema,
  );
  const [made, setMade] = createSignal<v.InferOutput<typeof webhookMadeSchema> | null>(null);
  const [logOf, setLogOf] = createSignal<string | null>(null);
  // A ping or a replay is a new line in the log that is open.
  const [pinged, setPinged] = createSignal(0);
  const all = () => list.body()?.webhooks ?? [];
  const mayChange = () => (whose()?.workspaceId ? whose()?.role === "owner" : true);
  const open = () => all().find(({ webhookId }) => webhookId === logOf()) ?? null;
  return (
    <Show
      when={list.refusal()?.code !== "forbidden"}
      fallback={
        <Note role="status">
          <p>{t.forbidden}</p>
        </Note>
      }
    >
      <div class={styles.screen}>
        <Sheet title={t.list}>
          <Show when={list.body()} fallback={<Loading list={list} />}>
            <Show when={all().length > 0} fallback={<p>{t.none}</p>}>
              <Rows each={all()} label={t.list}>
                {(webhook) => (
                  <EndpointRow
                    webhook={webhook}
                    mayChange={mayChange()}
                    isOpen={logOf() === webhook.webhookId}
                    onChanged={list.refresh}
                    onLog={() => setLogOf(logOf() === webhook.webhookId ? null : webhook.webhookId)}
                    onPing={() => {
                      setLogOf(webhook.webhookId);
                      setPinged(pinged() + 1);
                    }}
                  />
                )}
              </Rows>
            </Show>
          </Show>
        </Sheet>
        <Show when={open()} keyed>
          {(webhook) => <Deliveries webhook={webhook} mayChange={mayChange()} moved={pinged()} />}
        </Show>
        <Show when={mayChange()}>
          <Sheet title={t.make}>
            <EndpointForm
              action={t.make}
              onDone={async (webhook) => {
                if ("secret" in webhook) setMade(webhook);
                await list.refresh();
              }}
            />
          </Sheet>
        </Show>
        <SecretDialog
          secret={made()?.secret ?? null}
          title={t.secretTitle}
          text={t.secretText}
          label={t.secret}
          onClose={() => setMade(null)}
        />
      </div>
    </Show>
  );
}
