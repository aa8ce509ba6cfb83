import { createSignal } from "solid-js";
import { type BillingView, billingViewSchema } from "#contract/billing";
import { createAct } from "../account/create-act.ts";
import { outbox } from "../app/services.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { announce } from "../ui/announce.ts";
import { Button } from "../ui/Button.tsx";
import { Field, fieldsClass } from "../ui/Field.tsx";
import { Refused } from "../ui/Refused.tsx";
import { Actions, Sheet } from "../ui/Sheet.tsx";
import { formatPence, readPounds } from "./money.ts";

const t = serviceWords.plan.cap;

/** What may be spent over the quota: in pounds, with the number of models that it lets through. */
export function Cap(props: { billing: BillingView; onChanged: (billing: BillingView) => Promise<void> }) {
  const [typed, setTyped] = createSignal<string | null>(null);
  const { act, busy, refusal } = createAct();
  const text = () => typed() ?? String(props.billing.capPence / 100);
  const pence = () => readPounds(text());
  const models = () => Math.floor((pence() ?? 0) / props.billing.overagePencePerModel);

  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const capPence = pence();
    if (capPence === null) return;
    const ask = () => outbox.server.ask("PUT", "/billing/cap", { json: { capPence } }, billingViewSchema);
    if (!(await act(ask, props.onChanged))) return;
    setTyped(null);
    announce(t.saved);
  };

  return (
    <Sheet title={t.title} id="cap">
      <p>{t.text(formatPence(props.billing.overagePencePerModel))}</p>
      <form class={fieldsClass} onSubmit={(event) => void save(event)}>
        <Field
          label={t.label}
          name="cap"
          inputMode="decimal"
          autocomplete="off"
          value={text()}
          wrong={pence() === null ? t.unfit : null}
          hint={t.lets(models(), formatPence(models() * props.billing.overagePencePerModel))}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
        <Refused why={refusal()} />
        <Actions>
          <Button size="large" type="submit" aria-disabled={busy() || pence() === null}>
            {t.save}
          </Button>
        </Actions>
      </form>
    </Sheet>
  );
}
