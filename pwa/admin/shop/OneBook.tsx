import { A } from "@solidjs/router";
import { createSignal, For, Match, Show, Switch } from "solid-js";
import type { PriceBook } from "#contract/price-book";
import { priceBookSchema } from "#contract/price-book";
import { type DryRun, dryRunSchema, priceBookListSchema, priceBookViewSchema } from "#contract/quoting";
import { createAct } from "../../account/create-act.ts";
import { outbox } from "../../app/services.ts";
import { formatMinor } from "../../print/money.ts";
import { shortQuoteId } from "../../quotes/quote-state.ts";
import { Button, buttonClass } from "../../ui/Button.tsx";
import { Chip } from "../../ui/Chip.tsx";
import { Confirm } from "../../ui/Confirm.tsx";
import { formatDate } from "../../ui/format.ts";
import { Note } from "../../ui/Note.tsx";
import { Refused } from "../../ui/Refused.tsx";
import { Actions, Sheet, softClass } from "../../ui/Sheet.tsx";
import { numberClass, Table } from "../../ui/Table.tsx";
import adminStyles from "../Admin.module.css";
import { createLook } from "../create-look.ts";
import { Facts, Waiting } from "../Parts.tsx";
import { t } from "../words.ts";
import { bookChanges } from "./book-terms.ts";

const b = t.shop.books;

/** One price book: what it changes, what recent quotes would cost by it, and whether it holds. */
export function OneBook(props: { version: string }) {
  const book = createLook(() => `/admin/price-books/${props.version}`, priceBookViewSchema);
  const live = createLook(() => "/materials/prices", priceBookSchema);
  const [tried, setTried] = createSignal<DryRun | null>(null);
  const refresh = async () => {
    await Promise.all([book.refresh(), live.refresh()]);
  };
  return (
    <Show when={book.body()} fallback={<Waiting of={book} />}>
      {(view) => (
        <>
          <Sheet title={b.version(view().version)}>
            <Show when={live.body()?.version === view().version}>
              <p>
                <Chip tone="good">{b.live}</Chip>
              </p>
            </Show>
            <Facts
              of={[
                [b.columns.note, view().note],
                [b.columns.written, view().createdAtMs ? formatDate(view().createdAtMs) : b.ownRow],
                [b.columns.tried, view().dryRunAtMs ? formatDate(view().dryRunAtMs ?? 0) : b.notYet],
                [b.columns.live, view().liveAtMs ? formatDate(view().liveAtMs ?? 0) : b.notYet],
              ]}
            />
            <Show when={live.body()}>{(now) => <Changes from={now()} to={view().book} />}</Show>
            <Deeds
              version={view().version}
              isLive={live.body()?.version === view().version}
              isTried={view().dryRunAtMs !== null}
              isOwn={view().createdAtMs === 0}
              onTried={setTried}
              onChanged={refresh}
            />
          </Sheet>
          <Show when={tried()}>{(run) => <Tried run={run()} />}</Show>
        </>
      )}
    </Show>
  );
}

function Changes(props: { from: PriceBook; to: PriceBook }) {
  const changes = () => bookChanges(props.from, props.to);
  return (
    <Show when={props.from.version !== props.to.version}>
      <h3>{b.changes}</h3>
      <Show when={changes().length > 0} fallback={<p>{b.noChanges}</p>}>
        <ul class={adminStyles.changes}>
          <For each={changes()}>{(change) => <li>{change}</li>}</For>
        </ul>
      </Show>
    </Show>
  );
}

function Deeds(props: {
  version: number;
  isLive: boolean;
  isTried: boolean;
  /** The code's own cannot be put in force again as it is: it is no draft. */
  isOwn: boolean;
  onTried: (run: DryRun) => void;
  onChanged: () => Promise<void>;
}) {
  const [asking, setAsking] = createSignal(false);
  const { act, busy, refusal } = createAct();
  const path = () => `/admin/price-books/${props.version}`;
  const tryOut = () => {
    const [at, onTried, onChanged] = [path(), props.onTried, props.onChanged];
    return act(
      () => outbox.server.ask("POST", `${at}/dry-run`, {}, dryRunSchema),
      async (run) => {
        onTried(run);
        await onChanged();
      },
    );
  };
  const putLive = () => {
    setAsking(false);
    const [at, onChanged] = [path(), props.onChanged];
    return act(() => outbox.server.ask("POST", `${at}/live`, {}, priceBookListSchema), onChanged);
  };
  return (
    <>
      <Switch>
        <Match when={props.isLive}>
          <p role="status">{b.isLive}</p>
        </Match>
        <Match when={props.isOwn}>
          <p>{b.isOwn}</p>
        </Match>
        <Match when={true}>
          <p class={softClass}>{b.tryText}</p>
          <Show when={!props.isTried}>
            <p>{b.tryFirst}</p>
          </Show>
        </Match>
      </Switch>
      <Refused why={refusal()} />
      <Actions>
        <Show when={!props.isLive && !props.isOwn}>
          <Button
            kind={props.isTried ? "plain" : "primary"}
            size="large"
            aria-disabled={busy()}
            onClick={() => void tryOut()}
          >
            {b.try}
          </Button>
          <Show when={props.isTried}>
            <Button kind="danger" size="large" aria-disabled={busy()} onClick={() => setAsking(true)}>
              {b.putLive}
            </Button>
          </Show>
        </Show>
        <A href={`/admin/books/new?from=${props.version}`} class={buttonClass({ size: "large" })}>
          {b.writeFrom}
        </A>
      </Actions>
      <Confirm
        open={asking()}
        title={b.putLive}
        text={b.putLiveText}
        action={b.putLive}
        onClose={() => setAsking(false)}
        onYes={() => void putLive()}
      />
    </>
  );
}

/** The dearest and the cheapest differences first: what a shop has to look at. */
function Tried(props: { run: DryRun }) {
  const money = (minor: number) => formatMinor(minor, props.run.currency);
  const differs = (row: DryRun["quotes"][number]) =>
    Math.abs((row.afterMinor ?? Number.MAX_SAFE_INTEGER) - row.beforeMinor);
  const rows = () => [...props.run.quotes].sort((a, c) => differs(c) - differs(a));
  return (
    <Sheet title={b.results}>
      <Show when={rows().length > 0} fallback={<p role="status">{b.triedNone}</p>}>
        <p role="status">
          {b.tried(rows().length - props.run.missing, money(props.run.beforeMinor), money(props.run.afterMinor))}
        </p>
        <Show when={props.run.missing > 0}>
          <Note tone="bad" role="alert">
            <p>{b.missing(props.run.missing)}</p>
          </Note>
        </Show>
        <Table label={b.results} head={Object.values(b.resultColumns)}>
          <For each={rows()}>
            {(row) => (
              <tr>
                <th scope="row">{shortQuoteId(row.quoteId)}</th>
                <td class={numberClass}>{money(row.beforeMinor)}</td>
                <td class={numberClass}>
                  {row.afterMinor === null ? b.lacks(row.missing ?? t.none) : money(row.afterMinor)}
                </td>
                <td class={numberClass}>
                  {row.afterMinor === null ? t.none : money(row.afterMinor - row.beforeMinor)}
                </td>
              </tr>
            )}
          </For>
        </Table>
      </Show>
    </Sheet>
  );
}
