import { A } from "@solidjs/router";
import { createEffect, createSignal, Show } from "solid-js";
import { type QuoteAnswer, quoteListSchema } from "#contract/quoting";
import { InWorkspace } from "../account/InWorkspace.tsx";
import { Loading } from "../account/Passkeys.tsx";
import { whoseList } from "../account/whose.ts";
import { database } from "../app/services.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { createPagedAnswer } from "../server/create-paged-answer.ts";
import { keepAnswer } from "../server/kept-answers.ts";
import { Button, buttonClass } from "../ui/Button.tsx";
import { Chip } from "../ui/Chip.tsx";
import { createClock } from "../ui/clock.ts";
import { formatDate } from "../ui/format.ts";
import { Page } from "../ui/Page.tsx";
import { Refused } from "../ui/Refused.tsx";
import { Actions, Rows, RowText, Sheet, softClass } from "../ui/Sheet.tsx";
import { keptQuote } from "./create-quote.ts";
import styles from "./Quotes.module.css";
import { comparedMost, partsText, priceText, restText, shortQuoteId, standingOf, toneOfQuote } from "./quote-state.ts";

const t = serviceWords.quotes;
const pageSize = 20;

/** One's own quotes, newest first; also of a device without an account, and without a network. */
export default function QuotesScreen() {
  return (
    <Page
      title={t.title}
      back="/"
      backLabel={serviceWords.print.toScans}
      actions={
        <A href="/orders" class={buttonClass({ kind: "quiet" })}>
          {serviceWords.orders.title}
        </A>
      }
    >
      <div class={styles.screen}>
        <InWorkspace />
        <Quotes />
      </div>
    </Page>
  );
}

function createQuoteList() {
  const list = createPagedAnswer(
    () => (whoseList() ? { path: `/quotes?limit=${pageSize}`, keep: `quotes ${whoseList()}` } : null),
    quoteListSchema,
    ({ quotes }) => quotes,
  );
  // Each can be read whole without a network, also one that was never opened.
  createEffect(() => {
    if (list.first.reach() !== "fresh") return;
    for (const answer of list.rows())
      void keepAnswer(database, keptQuote(answer.quote.quoteId), answer, Date.now()).catch(() => undefined);
  });
  return list;
}

function Quotes() {
  const list = createQuoteList();
  const now = createClock();
  const [marked, setMarked] = createSignal<readonly string[]>([]);
  const mark = (quoteId: string, on: boolean) =>
    setMarked((ids) => [...ids.filter((id) => id !== quoteId), ...(on ? [quoteId] : [])]);
  return (
    <Sheet title={t.list}>
      <Show when={list.first.body()} fallback={<Loading list={list.first} />}>
        <Show when={list.first.reach() === "stale" && list.first.atMs()}>
          {(atMs) => <p class={softClass}>{t.lastKnown(formatDate(atMs()))}</p>}
        </Show>
        <Show when={list.rows().length > 0} fallback={<p>{t.none}</p>}>
          <Show when={list.rows().length > 1}>
            <p class={softClass}>{t.compareHint}</p>
          </Show>
          <Rows each={list.rows()} label={t.list}>
            {(answer) => (
              <QuoteRow
                answer={answer}
                nowMs={now()}
                marked={marked().includes(answer.quote.quoteId)}
                full={marked().length >= comparedMost}
                onMark={(on) => mark(answer.quote.quoteId, on)}
              />
            )}
          </Rows>
        </Show>
      </Show>
      <Refused why={list.refusal()} />
      <Actions>
        <Show when={marked().length >= 2}>
          <A href={`/quotes/compare?of=${marked().join(",")}`} class={buttonClass({ kind: "primary", size: "large" })}>
            {t.compareChosen(marked().length)}
          </A>
        </Show>
        <Show when={list.hasMore()}>
          <Button size="large" aria-disabled={list.busy()} onClick={() => void list.showMore()}>
            {t.more}
          </Button>
        </Show>
        <A href="/print" class={buttonClass({ size: "large" })}>
          {t.print}
        </A>
      </Actions>
    </Sheet>
  );
}

type RowProps = {
  answer: QuoteAnswer;
  nowMs: number;
  marked: boolean;
  full: boolean;
  onMark: (on: boolean) => void;
};

function QuoteRow(props: RowProps) {
  const quote = () => props.answer.quote;
  const standing = () => standingOf(props.answer, props.nowMs);
  const holds = () =>
    standing() === "expired"
      ? t.expiredSince(formatDate(quote().expiresMs))
      : t.holds(restText(quote().expiresMs, props.nowMs));
  return (
    <>
      <label class={styles.mark}>
        <input
          type="checkbox"
          aria-label={t.mark(partsText(props.answer), priceText(props.answer))}
          disabled={props.full && !props.marked}
          checked={props.marked}
          onChange={(event) => props.onMark(event.currentTarget.checked)}
        />
      </label>
      <RowText
        name={<A href={`/quotes/${quote().quoteId}`}>{partsText(props.answer)}</A>}
        meta={`${priceText(props.answer)} · ${shortQuoteId(quote().quoteId)} · ${holds()}`}
      />
      <Chip tone={toneOfQuote[standing()]}>{t.standings[standing()]}</Chip>
    </>
  );
}
