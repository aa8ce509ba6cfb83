import { A } from "@solidjs/router";
import { createSignal, For, Match, Show, Switch } from "solid-js";
import { type BillingView, billingViewSchema, type PlansView, stripePageSchema } from "#contract/billing";
import type { PaidPlan } from "#contract/plan";
import { createAct } from "../account/create-act.ts";
import { standing } from "../account/session.ts";
import { signInPath } from "../account/way-on.ts";
import { outbox } from "../app/services.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { announce } from "../ui/announce.ts";
import { Button, buttonClass } from "../ui/Button.tsx";
import { Chip } from "../ui/Chip.tsx";
import { Confirm } from "../ui/Confirm.tsx";
import { formatDate } from "../ui/format.ts";
import { Refused } from "../ui/Refused.tsx";
import { Sheet, softClass } from "../ui/Sheet.tsx";
import { formatPence } from "./money.ts";
import styles from "./PlanScreen.module.css";

const t = serviceWords.plan.plans;
const names = serviceWords.plan.names;
type Row = PlansView["plans"][number];

/** The price table; from each plan the way to it. */
export function Plans(props: { table: PlansView; billing: BillingView | null; onChanged: () => Promise<void> }) {
  const [asked, setAsked] = createSignal<Row | null>(null);
  const { act, busy, refusal } = createAct();
  const subscribed = () => props.billing?.period != null;
  const mine = () => (subscribed() ? props.billing?.plan : null);
  const priceOf = (plan: string | null | undefined) =>
    props.table.plans.find((row) => row.plan === plan)?.pencePerMonth ?? 0;
  const isLarger = (row: Row) => row.pencePerMonth > priceOf(mine());

  const subscribe = (plan: PaidPlan) =>
    act(
      () => outbox.server.ask("POST", "/billing/checkout", { json: { plan } }, stripePageSchema),
      ({ url }) => location.assign(url),
    );
  const change = async () => {
    const row = asked();
    setAsked(null);
    if (!row) return;
    const ask = () => outbox.server.ask("POST", "/billing/plan", { json: { plan: row.plan } }, billingViewSchema);
    if (await act(ask, props.onChanged)) announce(t.changed);
  };

  return (
    <Sheet title={t.title} wide>
      <p>{t.lead}</p>
      <ul class={styles.plans}>
        <For each={props.table.plans}>
          {(row) => (
            <li class={styles.card} classList={{ [styles.mine ?? ""]: row.plan === mine() }}>
              <h3>{names[row.plan]}</h3>
              <p>
                <span class={styles.price}>{formatPence(row.pencePerMonth)}</span> {t.perMonth}
              </p>
              <p>{t.models(row.modelsPerMonth)}</p>
              <p class={softClass}>{t.perDay(row.modelsPerDay)}</p>
              <div class={styles.foot}>
                <Switch>
                  <Match when={row.plan === mine()}>
                    <Chip tone="good">{t.yours}</Chip>
                  </Match>
                  <Match when={subscribed() && row.plan === props.billing?.nextPlan}>
                    <Chip tone="blue">{t.nextOne}</Chip>
                  </Match>
                  <Match when={subscribed()}>
                    <Button
                      size="large"
                      wide
                      aria-label={t.upgradeTo(names[row.plan])}
                      aria-disabled={busy()}
                      onClick={() => setAsked(row)}
                    >
                      {t.change}
                    </Button>
                  </Match>
                  <Match when={props.billing}>
                    <Button
                      size="large"
                      wide
                      aria-label={t.subscribeTo(names[row.plan])}
                      aria-disabled={busy()}
                      onClick={() => void subscribe(row.plan)}
                    >
                      {t.subscribe}
                    </Button>
                  </Match>
                </Switch>
              </div>
            </li>
          )}
        </For>
      </ul>
      <Show when={busy()}>
        <p role="status">{t.opening}…</p>
      </Show>
      <Refused why={refusal()} />
      <Show when={standing() === "out" || standing() === "ended"}>
        <A href={signInPath("/plan")} class={buttonClass({ kind: "primary", size: "large" })}>
          {t.signIn}
        </A>
      </Show>
      <p class={softClass}>
        {t.over(formatPence(props.table.overagePencePerModel))}. {t.trial(props.table.trialModels)}
      </p>
      <Show when={props.table.billing === "test"}>
        <p class={softClass}>{serviceWords.plan.billing.testMode}</p>
      </Show>
      <Show when={asked()}>
        {(row) => (
          <Confirm
            open
            danger={false}
            title={isLarger(row()) ? t.upgradeTitle(names[row().plan]) : t.downgradeTitle(names[row().plan])}
            text={
              isLarger(row())
                ? t.upgradeText(formatPence(row().pencePerMonth))
                : t.downgradeText(formatPence(row().pencePerMonth), formatDate(props.billing?.period?.toMs ?? 0))
            }
            action={t.change}
            onClose={() => setAsked(null)}
            onYes={() => void change()}
          />
        )}
      </Show>
    </Sheet>
  );
}
