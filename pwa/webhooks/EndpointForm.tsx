import { createSignal, For, Show } from "solid-js";
import * as v from "valibot";
import { type WebhookView, webhookEvents, webhookMadeSchema, webhookViewSchema } from "#contract/webhook";
import { createAct } from "../account/create-act.ts";
import { outbox } from "../app/services.ts";
import { teamWords } from "../i18n/team-words.ts";
import { Button } from "../ui/Button.tsx";
import { Choice, Field, fieldsClass } from "../ui/Field.tsx";
import { Refused } from "../ui/Refused.tsx";
import styles from "./Webhooks.module.css";

const t = teamWords.webhooks;
const answerSchema = v.union([webhookMadeSchema, webhookViewSchema]);
type Done = v.InferOutput<typeof answerSchema>;

/** An endpoint made or changed. The answer holds the secret where it was made. */
export function EndpointForm(props: {
  webhook?: WebhookView;
  action: string;
  onDone: (webhook: Done) => Promise<void> | void;
}) {
  const [wrong, setWrong] = createSignal<{ url: string | null; events: string | null }>({ url: null, events: null });
  const { act, busy, refusal } = createAct();
  // Tried again it is the same endpoint.
  let webhookId = crypto.randomUUID();
  const save = async (event: SubmitEvent & { currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const url = String(data.get("url") ?? "").trim();
    const events = data.getAll("event");
    setWrong({ url: URL.canParse(url) ? null : t.urlUnfit, events: events.length > 0 ? null : t.eventsUnfit });
    if (wrong().url || wrong().events) return;
    const json = { url, events, paused: props.webhook ? props.webhook.pausedAtMs !== null : false };
    const path = `/webhooks/${props.webhook?.webhookId ?? webhookId}`;
    const done = await act(() => outbox.server.ask("PUT", path, { json }, answerSchema), props.onDone);
    if (!done || props.webhook) return;
    webhookId = crypto.randomUUID();
    form.reset();
  };
  return (
    <form class={fieldsClass} novalidate onSubmit={(event) => void save(event)}>
      <Field
        label={t.url}
        hint={t.urlHint}
        name="url"
        type="url"
        inputMode="url"
        maxLength={1000}
        autocomplete="off"
        value={props.webhook?.url ?? ""}
        wrong={wrong().url}
      />
      <fieldset>
        <legend class={styles.legend}>{t.events}</legend>
        <For each={webhookEvents}>
          {(event) => (
            <Choice
              type="checkbox"
              name="event"
              value={event}
              label={t.eventWords[event]}
              hint={event}
              checked={props.webhook?.events.includes(event) ?? false}
            />
          )}
        </For>
        <Show when={wrong().events}>
          <p class={styles.wrong} role="alert">
            {wrong().events}
          </p>
        </Show>
      </fieldset>
      <Refused why={refusal()} />
      <Button kind="primary" size="large" type="submit" aria-disabled={busy()}>
        {props.action}
      </Button>
    </form>
  );
}
