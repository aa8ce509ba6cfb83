import { createSignal, Show, untrack } from "solid-js";
import type { OrderView } from "#contract/order";
import { type QuoteAnswer, quoteCalculatedSchema } from "#contract/quoting";
import { createAct } from "../account/create-act.ts";
import { outbox } from "../app/services.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { Button } from "../ui/Button.tsx";
import { Note } from "../ui/Note.tsx";
import { Refused } from "../ui/Refused.tsx";
import { Sheet } from "../ui/Sheet.tsx";
import { OrderForm } from "./OrderForm.tsx";
import { orderRefusal } from "./refusal-words.ts";

const t = serviceWords.orders;

/** The same parts and choices at today's price, to the same address. */
export function OrderAgain(props: { view: OrderView; shippingName: (slug: string) => string }) {
  const [answer, setAnswer] = createSignal<QuoteAnswer | null>(null);
  const draft = { ...untrack(() => props.view.address) };
  const { act, busy, refusal } = createAct();
  const requote = () => {
    const json = { quoteId: crypto.randomUUID() };
    const path = `/quotes/${props.view.quoteId}/requote`;
    return act(() => outbox.server.ask("POST", path, { json }, quoteCalculatedSchema), setAnswer);
  };
  const payable = () => (answer()?.payable ? answer() : null);
  return (
    <Sheet title={t.requote}>
      <Show
        when={payable()}
        fallback={
          <>
            <Show when={answer()} fallback={<p>{t.requoteText}</p>}>
              <Note role="status">
                <p>{t.requoteWaits}</p>
              </Note>
            </Show>
            <Refused why={orderRefusal(refusal())} />
            <Button size="large" aria-disabled={busy()} onClick={() => void requote()}>
              {t.form.requote}
            </Button>
          </>
        }
      >
        {(now) => (
          <OrderForm
            answer={now()}
            shippingName={props.shippingName(now().quote.shipping)}
            draft={draft}
            onRequote={() => void requote()}
          />
        )}
      </Show>
    </Sheet>
  );
}
