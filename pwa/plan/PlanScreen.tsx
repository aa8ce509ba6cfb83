import { useLocation, useSearchParams } from "@solidjs/router";
import { createEffect, createMemo, on, onCleanup, onMount, Show } from "solid-js";
import { billingViewSchema, plansViewSchema } from "#contract/billing";
import { standing } from "../account/session.ts";
import { whose } from "../account/whose.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { words } from "../i18n/words.ts";
import { createAnswer } from "../server/create-answer.ts";
import { Chip } from "../ui/Chip.tsx";
import { formatDate } from "../ui/format.ts";
import { Note } from "../ui/Note.tsx";
import { Page } from "../ui/Page.tsx";
import { Refused } from "../ui/Refused.tsx";
import { Sheet, Sheets, softClass } from "../ui/Sheet.tsx";
import { Cap } from "./Cap.tsx";
import { Invoices } from "./Invoices.tsx";
import styles from "./PlanScreen.module.css";
import { PlanState } from "./PlanState.tsx";
import { Plans } from "./Plans.tsx";
import { QuotaMeters } from "./QuotaMeters.tsx";
import { createQuota } from "./quota-state.ts";

const t = serviceWords.plan;
/** Stripe's word comes by webhook, seconds after its page has sent the buyer back. */
const lookAgainMs = 1_500;
const looksMost = 20;

/** What is used, what it costs, and every change of the plan. */
export default function PlanScreen() {
  const quota = createQuota();
  const plans = createAnswer(() => ({ path: "/plans", keep: "plans" }), plansViewSchema);
  const owner = () => whose()?.workspaceId ?? whose()?.accountId;
  const billing = createAnswer(
    () => (standing() === "in" && owner() ? { path: "/billing", keep: `billing ${owner()}` } : null),
    billingViewSchema,
  );
  const billed = () => (plans.body()?.billing ?? "none") !== "none";
  const refresh = async () => {
    await Promise.all([billing.refresh(), quota.refresh()]);
  };
  // Asked side by side, the quota may have been answered just before the plan changed.
  createEffect(
    on(
      () => billing.body()?.plan,
      () => void quota.refresh(),
      { defer: true },
    ),
  );
  const back = useBack(() => billing.body()?.plan, refresh);
  scrollToHash(() => billing.body() !== null);

  return (
    <Page title={t.title} back="/account" backLabel={serviceWords.account.title}>
      <div class={styles.screen}>
        <Show when={back()}>
          {(said) => (
            <Note tone="blue" icon="check" role="status">
              <p>{said()}</p>
            </Note>
          )}
        </Show>
        <Show when={billing.body()}>{(view) => <PlanState billing={view()} onChanged={refresh} />}</Show>
        <Show when={billing.refusal()?.code === "forbidden"} fallback={<Refused why={billing.refusal()} />}>
          <p>{t.billing.forbidden}</p>
        </Show>
        <Sheets>
          <Sheet title={t.quota.title} wide={!billing.body()?.period}>
            <Show when={quota.body()} fallback={<Pending of={quota} />}>
              {(known) => (
                <>
                  <p class={styles.plan}>
                    <Chip tone="blue">{t.names[known().plan]}</Chip>
                    <Show when={quota.reach() === "stale" && quota.atMs()}>
                      {(atMs) => <span class={softClass}>{t.lastKnown(formatDate(atMs()))}</span>}
                    </Show>
                  </p>
                  <QuotaMeters quota={known()} />
                </>
              )}
            </Show>
          </Sheet>
          <Show when={billed() && billing.body()?.period && billing.body()}>
            {(view) => (
              <Cap
                billing={view()}
                onChanged={async (changed) => {
                  await billing.set(changed);
                  await quota.refresh();
                }}
              />
            )}
          </Show>
          <Show when={plans.body()} fallback={<Pending of={plans} />}>
            {(table) => (
              <Show when={billed()}>
                <Plans table={table()} billing={billing.body()} onChanged={refresh} />
              </Show>
            )}
          </Show>
          <Show when={billed() && billing.body()?.hasPortal && billing.body()}>
            {(view) => <Invoices billing={view()} />}
          </Show>
        </Sheets>
      </div>
    </Page>
  );
}

function Pending(props: { of: Pick<ReturnType<typeof createQuota>, "reach" | "refusal"> }) {
  return (
    <Show when={props.of.reach() === "asking"} fallback={<Refused why={props.of.refusal() ?? words.app.noServer} />}>
      <p>{t.loading}…</p>
    </Show>
  );
}

/** What to say to who comes back from the payment page; until the plan is there it is looked for a few times. */
function useBack(plan: () => string | undefined, refresh: () => Promise<void>) {
  const [query] = useSearchParams();
  onMount(() => {
    if (query.checkout !== "done" && query.portal !== "done") return;
    let looks = 0;
    const timer = setInterval(() => {
      if (++looks > looksMost || (query.checkout === "done" && !["trial", undefined].includes(plan())))
        clearInterval(timer);
      else void refresh();
    }, lookAgainMs);
    onCleanup(() => clearInterval(timer));
  });
  return createMemo(() => {
    if (query.checkout === "cancelled") return t.state.checkoutCancelled;
    return query.checkout === "done" && (plan() ?? "trial") === "trial" ? t.state.checkoutDone : null;
  });
}

/** `#cap` is there only once the plan is known: the browser's own jump came too early. */
function scrollToHash(ready: () => boolean): void {
  const location = useLocation();
  createEffect(() => {
    const id = location.hash.slice(1);
    if (ready() && id) queueMicrotask(() => document.getElementById(id)?.scrollIntoView());
  });
}
