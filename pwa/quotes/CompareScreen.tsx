import { A, useSearchParams } from "@solidjs/router";
import { createMemo, For, type JSX, Show } from "solid-js";
import type { QuoteAnswer } from "#contract/quoting";
import { serviceWords } from "../i18n/service-words.ts";
import { createShop } from "../print/create-shop.ts";
import { gramsText } from "../print/Figures.tsx";
import { Chip } from "../ui/Chip.tsx";
import { createClock } from "../ui/clock.ts";
import { formatDuration } from "../ui/format.ts";
import { Page, visuallyHidden } from "../ui/Page.tsx";
import { Refused } from "../ui/Refused.tsx";
import { Sheet } from "../ui/Sheet.tsx";
import { Table } from "../ui/Table.tsx";
import { compareChoices } from "./compare.ts";
import { createQuote } from "./create-quote.ts";
import styles from "./Quotes.module.css";
import { comparedIds, partsText, priceText, secondsOf, shortQuoteId, standingOf, toneOfQuote } from "./quote-state.ts";

const t = serviceWords.quotes;

/** Two to four quotes side by side: what they cost, and what was chosen otherwise. */
export default function CompareScreen() {
  const [query] = useSearchParams();
  const ids = createMemo(() => comparedIds(query.of).join(","));
  return (
    <Page title={t.compareTitle} back="/quotes" backLabel={t.toQuotes}>
      <Show when={ids().includes(",") && ids()} keyed fallback={<Refused why={t.compareMissing} />}>
        {(asked) => <Compared ids={asked.split(",")} />}
      </Show>
    </Page>
  );
}

function Compared(props: { ids: readonly string[] }) {
  const quotes = props.ids.map((id) => createQuote(() => id));
  const { shop } = createShop();
  const answers = () => quotes.flatMap((quote) => quote.body() ?? []);
  const missing = () => quotes.filter((quote) => !quote.body() && quote.reach() !== "asking").length;
  return (
    <Sheet title={t.compareTitle}>
      <Show when={missing() > 0}>
        <p role="alert">{t.compareOne(missing())}</p>
      </Show>
      <Show when={answers().length > 0} fallback={<p>{missing() > 0 ? null : `${serviceWords.orders.loading} …`}</p>}>
        <Beside answers={answers()} rows={compareChoices(answers(), shop())} />
      </Show>
    </Sheet>
  );
}

function Beside(props: { answers: readonly QuoteAnswer[]; rows: ReturnType<typeof compareChoices> }) {
  const now = createClock();
  const Row = (own: { name: string; differs?: boolean; of: (answer: QuoteAnswer, at: number) => JSX.Element }) => (
    <tr class={own.differs ? styles.differs : undefined}>
      <th scope="row">
        {own.name}
        <Show when={own.differs}>
          <span class={visuallyHidden}> ({t.differs})</span>
        </Show>
      </th>
      <For each={props.answers}>{(answer, at) => <td>{own.of(answer, at())}</td>}</For>
    </tr>
  );
  return (
    <>
      <p>{t.differText(props.rows.filter(({ differs }) => differs).length)}</p>
      <div class={styles.compared}>
        <Table
          label={t.compareTitle}
          head={[t.rows.what, ...props.answers.map(({ quote }) => shortQuoteId(quote.quoteId))]}
        >
          <Row name={t.total} of={(answer) => <strong>{priceText(answer)}</strong>} />
          <Row name={t.rows.time} of={(answer) => formatDuration(secondsOf(answer))} />
          <Row name={t.rows.mass} of={({ quote }) => gramsText(quote.price.massMg)} />
          <Row
            name={t.rows.state}
            of={(answer) => {
              const standing = standingOf(answer, now());
              return <Chip tone={toneOfQuote[standing]}>{t.standings[standing]}</Chip>;
            }}
          />
          <For each={props.rows}>
            {(row) => <Row name={row.name} differs={row.differs} of={(_, at) => row.values[at] ?? "–"} />}
          </For>
          <Row name={t.title} of={(answer) => <A href={`/quotes/${answer.quote.quoteId}`}>{partsText(answer)}</A>} />
        </Table>
      </div>
    </>
  );
}
