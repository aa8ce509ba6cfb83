import { createEffect, on, Show } from "solid-js";
import { type DeliveryView, deliveryListSchema, deliveryViewSchema, type WebhookView } from "#contract/webhook";
import { Loading } from "../account/Passkeys.tsx";
import { outbox } from "../app/services.ts";
import { teamWords } from "../i18n/team-words.ts";
import { createPagedAnswer } from "../server/create-paged-answer.ts";
import { announce } from "../ui/announce.ts";
import { Button } from "../ui/Button.tsx";
import { Chip, type Tone } from "../ui/Chip.tsx";
import { formatDate } from "../ui/format.ts";
import { Refused } from "../ui/Refused.tsx";
import { Rows, RowText, Sheet, softClass } from "../ui/Sheet.tsx";
import styles from "./Webhooks.module.css";

const t = teamWords.webhooks;
const pageSize = 20;
const tones: Record<DeliveryView["state"], Tone> = { waiting: "warn", delivered: "good", "given-up": "bad" };

/** What was sent to an endpoint and what came back, newest first; each can be sent again. */
export function Deliveries(props: { webhook: WebhookView; mayChange: boolean; moved: number }) {
  const path = () => `/webhooks/${props.webhook.webhookId}/deliveries`;
  const list = createPagedAnswer(
    () => ({ path: `${path()}?limit=${pageSize}`, keep: `deliveries ${props.webhook.webhookId}` }),
    deliveryListSchema,
    ({ deliveries }) => deliveries,
  );
  createEffect(
    on(
      () => props.moved,
      () => void list.first.refresh(),
      { defer: true },
    ),
  );
  const replay = (delivery: DeliveryView) =>
    list.act(
      () => outbox.server.ask("POST", `${path()}/${delivery.deliveryId}/replay`, {}, deliveryViewSchema),
      async () => {
        announce(t.replayed);
        await list.first.refresh();
      },
    );
  return (
    <Sheet title={t.logOf(props.webhook.url)}>
      <p class={softClass}>{t.logKept}</p>
      <Refused why={list.refusal()} />
      <Show when={list.first.body()} fallback={<Loading list={list.first} />}>
        <Show when={list.rows().length > 0} fallback={<p>{t.logNone}</p>}>
          <Rows each={list.rows()} label={t.log}>
            {(delivery) => (
              <DeliveryRow
                delivery={delivery}
                mayReplay={props.mayChange && props.webhook.pausedAtMs === null}
                busy={list.busy()}
                onReplay={() => void replay(delivery)}
              />
            )}
          </Rows>
        </Show>
      </Show>
      <Show when={list.hasMore()}>
        <Button aria-disabled={list.busy()} onClick={() => void list.showMore()}>
          {t.more}
        </Button>
      </Show>
    </Sheet>
  );
}

type RowProps = { delivery: DeliveryView; mayReplay: boolean; busy: boolean; onReplay: () => void };

function DeliveryRow(props: RowProps) {
  const meta = () => {
    const { tries, lastStatus, nextTryAtMs, state } = props.delivery;
    const parts = [formatDate(props.delivery.createdAtMs), t.tries(tries)];
    if (lastStatus !== null) parts.push(t.answered(lastStatus));
    if (state === "waiting" && nextTryAtMs !== null) parts.push(t.next(formatDate(nextTryAtMs)));
    return parts.join(" · ");
  };
  return (
    <div class={styles.endpoint}>
      <div class={styles.head}>
        <RowText name={t.eventWords[props.delivery.event]} meta={meta()} />
        <Chip tone={tones[props.delivery.state]}>{t.states[props.delivery.state]}</Chip>
        <Show when={props.mayReplay}>
          <Button
            aria-label={t.replayOf(t.eventWords[props.delivery.event])}
            aria-disabled={props.busy}
            onClick={() => props.onReplay()}
          >
            {t.replay}
          </Button>
        </Show>
      </div>
      <details>
        <summary class={styles.summary}>{t.body}</summary>
        <pre class={styles.body}>{props.delivery.body}</pre>
        <Show when={props.delivery.lastAnswer}>{(answer) => <pre class={styles.body}>{answer()}</pre>}</Show>
      </details>
    </div>
  );
}
