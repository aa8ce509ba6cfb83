import { createSignal, Show } from "solid-js";
import { deliveryViewSchema, type WebhookView, webhookViewSchema } from "#contract/webhook";
import { createAct } from "../account/create-act.ts";
import { outbox } from "../app/services.ts";
import { teamWords } from "../i18n/team-words.ts";
import { words } from "../i18n/words.ts";
import { Button } from "../ui/Button.tsx";
import { Chip } from "../ui/Chip.tsx";
import { Confirm } from "../ui/Confirm.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Refused } from "../ui/Refused.tsx";
import { Actions, RowText, softClass } from "../ui/Sheet.tsx";
import { EndpointForm } from "./EndpointForm.tsx";
import styles from "./Webhooks.module.css";

const t = teamWords.webhooks;

type Props = {
  webhook: WebhookView;
  mayChange: boolean;
  isOpen: boolean;
  onChanged: () => Promise<void>;
  onLog: () => void;
  onPing: () => void;
};

/** One endpoint: where it is, what it is told, and what can be done with it. */
export function EndpointRow(props: Props) {
  const [asking, setAsking] = createSignal<"remove" | "change" | null>(null);
  const [said, setSaid] = createSignal("");
  const { act, busy, refusal } = createAct();
  const path = () => `/webhooks/${props.webhook.webhookId}`;
  const isPaused = () => props.webhook.pausedAtMs !== null;
  const why = () => (props.webhook.pausedWhy ? `: ${t.pausedWhy[props.webhook.pausedWhy]}` : "");
  const events = () => props.webhook.events.filter((event) => event !== "ping");

  const pause = (paused: boolean) => {
    const json = { url: props.webhook.url, events: events(), paused };
    return act(() => outbox.server.ask("PUT", path(), { json }, webhookViewSchema), props.onChanged);
  };
  const ping = () =>
    act(
      () => outbox.server.ask("POST", `${path()}/ping`, {}, deliveryViewSchema),
      (delivery) => {
        const status = delivery.lastStatus ?? 0;
        setSaid(delivery.state === "delivered" ? t.pingTaken(status) : t.pingRefused(t.answered(status)));
        props.onPing();
      },
    );
  const remove = async () => {
    setAsking(null);
    await act(() => outbox.server.ask("DELETE", path()), props.onChanged);
  };

  return (
    <div class={styles.endpoint}>
      <div class={styles.head}>
        <RowText
          name={<span class={styles.url}>{props.webhook.url}</span>}
          meta={events()
            .map((event) => t.eventWords[event])
            .join(" · ")}
        />
        <Chip tone={isPaused() ? "warn" : "good"}>{isPaused() ? t.paused : t.active}</Chip>
      </div>
      <Show when={isPaused()}>
        <p class={softClass}>
          {t.paused}
          {why()}
        </p>
      </Show>
      <Actions>
        <Button aria-expanded={props.isOpen} aria-label={t.logShowOf(props.webhook.url)} onClick={() => props.onLog()}>
          {t.logShow}
        </Button>
        <Show when={props.mayChange}>
          <Show when={!isPaused()}>
            <Button aria-label={t.pingOf(props.webhook.url)} aria-disabled={busy()} onClick={() => void ping()}>
              {t.ping}
            </Button>
          </Show>
          <Button aria-label={t.changeOf(props.webhook.url)} onClick={() => setAsking("change")}>
            {t.change}
          </Button>
          <Button
            aria-label={isPaused() ? t.resumeOf(props.webhook.url) : t.pauseOf(props.webhook.url)}
            aria-disabled={busy()}
            onClick={() => void pause(!isPaused())}
          >
            {isPaused() ? t.resume : t.pause}
          </Button>
          <Button kind="danger" aria-label={t.removeOf(props.webhook.url)} onClick={() => setAsking("remove")}>
            {t.remove}
          </Button>
        </Show>
      </Actions>
      <p role="status">{said()}</p>
      <Refused why={refusal()} />
      <Confirm
        open={asking() === "remove"}
        title={t.removeTitle}
        text={t.removeText(props.webhook.url)}
        action={t.remove}
        onClose={() => setAsking(null)}
        onYes={() => void remove()}
      />
      <Dialog
        open={asking() === "change"}
        title={t.changeTitle}
        onClose={() => setAsking(null)}
        actions={
          <Button size="large" onClick={() => setAsking(null)}>
            {words.app.cancel}
          </Button>
        }
      >
        <EndpointForm
          webhook={props.webhook}
          action={t.save}
          onDone={async () => {
            setAsking(null);
            await props.onChanged();
          }}
        />
      </Dialog>
    </div>
  );
}
