import { Show } from "solid-js";
import { type BillingView, billingViewSchema } from "#contract/billing";
import { createAct } from "../account/create-act.ts";
import { outbox } from "../app/services.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { Button } from "../ui/Button.tsx";
import { formatDate } from "../ui/format.ts";
import { Note } from "../ui/Note.tsx";
import { Refused } from "../ui/Refused.tsx";
import { PortalButton } from "./PortalButton.tsx";

const t = serviceWords.plan.state;
const names = serviceWords.plan.names;

/** What is not as it should be, or will not stay as it is: said on top, with the way on. */
export function PlanState(props: { billing: BillingView; onChanged: () => Promise<void> }) {
  const { act, busy, refusal } = createAct();
  const until = () => formatDate(props.billing.period?.toMs ?? 0);
  const unfinished = () => props.billing.status === "incomplete";
  const keep = () => {
    const { plan } = props.billing;
    return act(
      () => outbox.server.ask("POST", "/billing/plan", { json: { plan } }, billingViewSchema),
      props.onChanged,
    );
  };
  return (
    <>
      <Show when={props.billing.readOnly}>
        <Note tone="bad" title={t.readOnlyTitle} role="alert">
          <p>{t.readOnly}</p>
          <PortalButton text={t.settle} primary />
        </Note>
      </Show>
      <Show when={!props.billing.readOnly && props.billing.unpaid}>
        {(unpaid) => (
          <Note tone="warn" title={t.graceTitle} role="alert">
            <p>{t.grace(formatDate(unpaid().readOnlyFromMs))}</p>
            <PortalButton text={t.settle} primary />
          </Note>
        )}
      </Show>
      <Show when={unfinished()}>
        <Note tone="warn" title={t.incompleteTitle} role="status">
          <p>{t.incomplete}</p>
          <PortalButton text={t.settle} />
        </Note>
      </Show>
      <Show when={props.billing.cancelAtPeriodEnd}>
        <Note tone="warn" title={t.endsTitle(names[props.billing.plan])} role="status">
          <p>{t.ends(until())}</p>
        </Note>
      </Show>
      <Show when={!props.billing.cancelAtPeriodEnd && props.billing.nextPlan}>
        {(next) => (
          <Note tone="blue" icon="redo" title={t.nextTitle(names[next()])} role="status">
            <p>{t.next(names[props.billing.plan], until())}</p>
            <Refused why={refusal()} />
            <Button aria-disabled={busy()} onClick={() => void keep()}>
              {t.keep(names[props.billing.plan])}
            </Button>
          </Note>
        )}
      </Show>
    </>
  );
}
