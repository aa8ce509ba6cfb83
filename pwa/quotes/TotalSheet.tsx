import { A } from "@solidjs/router";
import { createSignal, lazy, Match, Show, Suspense, Switch } from "solid-js";
import type { QuoteAnswer } from "#contract/quoting";
import { serviceWords } from "../i18n/service-words.ts";
import type { Shop } from "../print/choice.ts";
import type { Refusal } from "../server/refusal.ts";
import { Button, buttonClass } from "../ui/Button.tsx";
import { Chip } from "../ui/Chip.tsx";
import { createClock } from "../ui/clock.ts";
import { formatDate } from "../ui/format.ts";
import { Note } from "../ui/Note.tsx";
import { Refused } from "../ui/Refused.tsx";
import { Actions, Sheet, softClass } from "../ui/Sheet.tsx";
import { deliveryOf } from "./choice-words.ts";
import { DeleteQuote } from "./DeleteQuote.tsx";
import { Chosen } from "./LineSheet.tsx";
import { PdfButton } from "./PdfButton.tsx";
import styles from "./Quotes.module.css";
import { orderable, partsText, priceText, restText, standingOf, toneOfQuote } from "./quote-state.ts";
import { ShareQuote } from "./ShareQuote.tsx";

const t = serviceWords.quotes;
const OrderForm = lazy(() => import("../orders/OrderForm.tsx").then((room) => ({ default: room.OrderForm })));

type Props = {
  answer: QuoteAnswer;
  shop: Shop;
  reachable: boolean;
  busy: boolean;
  refusal: Refusal | null;
  onRequote: () => void;
};

/** What all of it costs, until when, and what can be done with it. */
export function TotalSheet(props: Props) {
  const now = createClock();
  const quote = () => props.answer.quote;
  const standing = () => standingOf(props.answer, now());
  return (
    <Sheet title={t.total}>
      <p class={styles.price}>{priceText(props.answer)}</p>
      <p class={styles.head}>
        <Chip tone={toneOfQuote[standing()]}>{t.standings[standing()]}</Chip>
        <span class={softClass}>
          {partsText(props.answer)}, {t.made(formatDate(quote().createdMs))}
        </span>
      </p>
      <Show when={standing() !== "expired"}>
        <p>
          {t.priceHolds(restText(quote().expiresMs, now()))}{" "}
          <span class={softClass}>{t.until(formatDate(quote().expiresMs))}</span>
        </p>
      </Show>
      <Show when={quote().source === "shop"}>
        <p>{t.shopPrice}</p>
      </Show>
      <Chosen rows={deliveryOf(props.answer, props.shop)} />
      <Standing {...props} nowMs={now()} />
      <Refused why={props.refusal} />
      <Show when={props.reachable} fallback={<p>{t.offline}</p>}>
        <Order {...props} nowMs={now()} />
        <Actions>
          <PdfButton quoteId={quote().quoteId} />
        </Actions>
        <ShareQuote quoteId={quote().quoteId} title={`${partsText(props.answer)}: ${priceText(props.answer)}`} />
        <Show when={standing() !== "ordered"}>
          <DeleteQuote quoteId={quote().quoteId} />
        </Show>
      </Show>
    </Sheet>
  );
}

/** What it waits for, or why it goes no further. */
function Standing(props: Props & { nowMs: number }) {
  const standing = () => standingOf(props.answer, props.nowMs);
  const said = () => props.answer.decision?.note || null;
  return (
    <Switch>
      <Match when={standing() === "slicing"}>
        <Note tone="blue" role="status">
          <p>{t.waiting}</p>
        </Note>
      </Match>
      <Match when={standing() === "expired"}>
        <Note tone="warn" title={t.expired} role="status">
          <p>{t.expiredText}</p>
          <Show when={props.reachable}>
            <Button kind="primary" size="large" aria-disabled={props.busy} onClick={() => props.onRequote()}>
              {t.requote}
            </Button>
          </Show>
        </Note>
      </Match>
      <Match when={standing() === "review"}>
        <Note tone="warn" role="status">
          <p>{t.review}</p>
          <p>{props.answer.quote.price.review.map((reason) => t.reviews[reason]).join(" ")}</p>
        </Note>
      </Match>
      <Match when={standing() === "refused"}>
        <Note tone="bad" title={t.refused} role="alert">
          <p>{said() ? t.note(said() ?? "") : t.refusedText}</p>
        </Note>
      </Match>
      <Match when={standing() === "ordered"}>
        <Note tone="blue" icon="check" role="status">
          <p>{t.ordered}</p>
          <Actions>
            <A href="/orders" class={buttonClass({ size: "large" })}>
              {t.toOrders}
            </A>
            <Show when={props.reachable}>
              <Button size="large" aria-disabled={props.busy} onClick={() => props.onRequote()}>
                {t.requote}
              </Button>
            </Show>
          </Actions>
        </Note>
      </Match>
      <Match when={props.answer.decision?.decision === "approved"}>
        <Note tone="blue" icon="check" title={t.approved} role="status">
          <Show when={said()}>{(note) => <p>{t.note(note())}</p>}</Show>
        </Note>
      </Match>
    </Switch>
  );
}

function Order(props: Props & { nowMs: number }) {
  const [ordering, setOrdering] = createSignal(false);
  const draft = {};
  const shippingName = () => props.shop.book.shipping[props.answer.quote.shipping]?.name;
  return (
    <Show when={orderable(props.answer, props.nowMs)}>
      <Show
        when={ordering()}
        fallback={
          <Button kind="primary" size="large" onClick={() => setOrdering(true)}>
            {t.order}
          </Button>
        }
      >
        <Suspense fallback={<p>{serviceWords.orders.loading} …</p>}>
          <OrderForm
            answer={props.answer}
            draft={draft}
            shippingName={shippingName() ?? props.answer.quote.shipping}
            onRequote={() => props.onRequote()}
          />
        </Suspense>
      </Show>
    </Show>
  );
}
