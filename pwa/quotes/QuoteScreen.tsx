import { useNavigate, useParams } from "@solidjs/router";
import { createEffect, For, Show } from "solid-js";
import type { CheaperWay } from "#contract/quote";
import { type QuoteAnswer, quoteCalculatedSchema, type Requote } from "#contract/quoting";
import { createAct } from "../account/create-act.ts";
import { Loading } from "../account/Passkeys.tsx";
import { online } from "../app/connection.ts";
import { outbox } from "../app/services.ts";
import { serviceWords } from "../i18n/service-words.ts";
import type { Shop } from "../print/choice.ts";
import { createShop } from "../print/create-shop.ts";
import { formatDate } from "../ui/format.ts";
import { Page } from "../ui/Page.tsx";
import { Sheets, softClass } from "../ui/Sheet.tsx";
import { createQuote, type Quote } from "./create-quote.ts";
import { LineSheet } from "./LineSheet.tsx";
import styles from "./Quotes.module.css";
import { shortQuoteId } from "./quote-state.ts";
import { requoteWith } from "./requote-with.ts";
import { TotalSheet } from "./TotalSheet.tsx";

const t = serviceWords.quotes;

/** One quote, read whole: also without a network, once it was listed here. */
export default function QuoteScreen() {
  const params = useParams();
  // Another quote is another screen.
  return (
    <Show when={params.quoteId} keyed>
      {(quoteId) => <OneQuote quoteId={quoteId} />}
    </Show>
  );
}

function OneQuote(props: { quoteId: string }) {
  const quote = createQuote(() => props.quoteId);
  const { shop } = createShop();
  const navigate = useNavigate();
  // The slicer has answered: the quote that took this one's place is shown in its stead.
  createEffect(() => {
    const next = quote.body()?.nextQuoteId;
    if (next) navigate(`/quotes/${next}`, { replace: true });
  });
  return (
    <Page title={t.one(shortQuoteId(props.quoteId))} back="/quotes" backLabel={t.toQuotes}>
      <div class={styles.screen}>
        <Show when={quote.body()} fallback={<Loading list={quote} />}>
          {(answer) => <Whole quote={quote} answer={answer()} shop={shop()} />}
        </Show>
      </div>
    </Page>
  );
}

function Whole(props: { quote: Quote; answer: QuoteAnswer; shop: Shop }) {
  const navigate = useNavigate();
  const { act, busy, refusal } = createAct();
  const reachable = () => online() && props.quote.reach() !== "stale";
  const ask = (json: Requote) => {
    const path = `/quotes/${props.answer.quote.quoteId}/requote`;
    return act(
      () => outbox.server.ask("POST", path, { json }, quoteCalculatedSchema),
      (made) => navigate(`/quotes/${made.quote.quoteId}`),
    );
  };
  const requote = () => void ask({ quoteId: crypto.randomUUID() });
  const take = (lineId: string) => (way: CheaperWay) =>
    void ask(requoteWith(props.shop, props.answer, lineId, way, crypto.randomUUID()));
  return (
    <>
      <Show when={props.quote.reach() === "stale" && props.quote.atMs()}>
        {(atMs) => <p class={softClass}>{t.lastKnown(formatDate(atMs()))}</p>}
      </Show>
      <Sheets>
        <TotalSheet
          answer={props.answer}
          shop={props.shop}
          reachable={reachable()}
          busy={busy()}
          refusal={refusal()}
          onRequote={requote}
        />
        <For each={props.answer.quote.lines.map(({ lineId }) => lineId)}>
          {(lineId) => (
            <Show when={props.answer.quote.lines.find((line) => line.lineId === lineId)}>
              {(line) => (
                <LineSheet
                  answer={props.answer}
                  line={line()}
                  shop={props.shop}
                  busy={busy()}
                  onTake={reachable() ? take(lineId) : null}
                />
              )}
            </Show>
          )}
        </For>
      </Sheets>
    </>
  );
}
