import { createMemo, lazy, Show, Suspense } from "solid-js";
import { serviceWords } from "../i18n/service-words.ts";
import { Sheet } from "../ui/Sheet.tsx";
import type { Print } from "./create-print.ts";
import { bindingNow } from "./price-state.ts";

const OrderForm = lazy(() => import("../orders/OrderForm.tsx").then((room) => ({ default: room.OrderForm })));

export const orderStepId = "order";

/** The last step: it stands as long as there is a binding price of what is chosen. */
export function OrderStep(props: { print: Print }) {
  const draft = {};
  const payable = createMemo(() => {
    const answer = bindingNow(props.print.state());
    return answer?.payable ? answer : null;
  });
  return (
    <Show when={payable()}>
      {(answer) => (
        <Sheet id={orderStepId} title={serviceWords.orders.form.title}>
          <Suspense fallback={<p>{serviceWords.orders.loading} …</p>}>
            <OrderForm
              answer={answer()}
              draft={draft}
              shippingName={props.print.shop().book.shipping[answer().quote.shipping]?.name ?? answer().quote.shipping}
              onRequote={() => props.print.choose(props.print.state().chosen)}
            />
          </Suspense>
        </Sheet>
      )}
    </Show>
  );
}
