import { createSignal, For, Show } from "solid-js";
import type * as v from "valibot";
import {
  quoteAnswerSchema,
  type reviewListSchema,
  type reviewPutSchema,
  reviewListSchema as schema,
} from "#contract/quoting";
import { createAct } from "../account/create-act.ts";
import { outbox } from "../app/services.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { partsText, priceText, shortQuoteId } from "../quotes/quote-state.ts";
import { Button } from "../ui/Button.tsx";
import { formatDate } from "../ui/format.ts";
import { Refused } from "../ui/Refused.tsx";
import { Actions, Sheet } from "../ui/Sheet.tsx";
import { numberClass, Table } from "../ui/Table.tsx";
import { createLook } from "./create-look.ts";
import { Waiting } from "./Parts.tsx";
import { ReviewDialog } from "./ReviewDialog.tsx";
import { t } from "./words.ts";

const s = t.orders.reviews;
const reasons = serviceWords.quotes.reviews;

type Reviewed = v.InferOutput<typeof reviewListSchema>["quotes"][number];
export type Verdict = v.InferOutput<typeof reviewPutSchema>;

/** Quotes that wait for the shop's word: approved as they are, at a price of the shop's own, or refused. */
export function Reviews() {
  const list = createLook(() => "/admin/quotes/reviews", schema);
  const [asking, setAsking] = createSignal<{ of: Reviewed; decision: Verdict["decision"] } | null>(null);
  const [said, setSaid] = createSignal("");
  const { act, busy, refusal } = createAct();
  const decide = async (verdict: Verdict) => {
    const quoteId = asking()?.of.quote.quoteId;
    setAsking(null);
    setSaid("");
    if (quoteId === undefined) return;
    const path = `/admin/quotes/${quoteId}/review`;
    await act(
      () => outbox.server.ask("PUT", path, { json: verdict }, quoteAnswerSchema),
      () => setSaid(t.orders.moved),
    );
    // Refused, it stands elsewhere than was thought.
    await list.refresh();
  };
  return (
    <Sheet title={s.list}>
      <Show when={list.body()} fallback={<Waiting of={list} />}>
        {(body) => (
          <Show when={body().quotes.length > 0} fallback={<p role="status">{t.nothing}</p>}>
            <Table label={s.list} head={Object.values(s.columns)}>
              <For each={body().quotes}>
                {(of) => <Row of={of} busy={busy()} onAsk={(decision) => setAsking({ of, decision })} />}
              </For>
            </Table>
          </Show>
        )}
      </Show>
      <p role="status">{said()}</p>
      <Refused why={refusal()} />
      <ReviewDialog asked={asking()} onClose={() => setAsking(null)} onVerdict={(verdict) => void decide(verdict)} />
    </Sheet>
  );
}

function Row(props: { of: Reviewed; busy: boolean; onAsk: (decision: Verdict["decision"]) => void }) {
  const name = () => shortQuoteId(props.of.quote.quoteId);
  return (
    <tr>
      <th scope="row">{name()}</th>
      <td>{partsText(props.of)}</td>
      <td>{props.of.quote.price.review.map((reason) => reasons[reason]).join(" ")}</td>
      <td class={numberClass}>{priceText(props.of)}</td>
      <td>{formatDate(props.of.quote.expiresMs)}</td>
      <td>
        <Actions>
          <Button
            aria-disabled={props.busy}
            aria-label={`${s.approve} ${name()}`}
            onClick={() => props.onAsk("approved")}
          >
            {s.approve}
          </Button>
          <Button
            kind="danger"
            aria-disabled={props.busy}
            aria-label={`${s.refuse} ${name()}`}
            onClick={() => props.onAsk("refused")}
          >
            {s.refuse}
          </Button>
        </Actions>
      </td>
    </tr>
  );
}
