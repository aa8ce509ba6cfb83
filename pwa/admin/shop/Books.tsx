import { A } from "@solidjs/router";
import { For, Show } from "solid-js";
import { priceBookListSchema } from "#contract/quoting";
import { buttonClass } from "../../ui/Button.tsx";
import { Chip } from "../../ui/Chip.tsx";
import { formatDate } from "../../ui/format.ts";
import { Sheet } from "../../ui/Sheet.tsx";
import { Table, wideClass } from "../../ui/Table.tsx";
import { createLook } from "../create-look.ts";
import { Waiting } from "../Parts.tsx";
import { t } from "../words.ts";

const b = t.shop.books;
const when = (ms: number | null) => (ms === null ? b.notYet : formatDate(ms));

/** All price books there were, and which one holds. */
export function Books() {
  const list = createLook(() => "/admin/price-books", priceBookListSchema);
  return (
    <Sheet title={b.title}>
      <p>{b.lead}</p>
      <Show when={list.body()} fallback={<Waiting of={list} />}>
        {(body) => (
          <>
            <Show when={body().books.length > 0} fallback={<p>{b.own}</p>}>
              <Table label={b.list} head={Object.values(b.columns)}>
                <For each={body().books}>
                  {(book) => (
                    <tr>
                      <th scope="row">
                        <A href={`/admin/books/${book.version}`}>{b.version(book.version)}</A>{" "}
                        <Show when={book.version === body().live}>
                          <Chip tone="good">{b.live}</Chip>
                        </Show>
                      </th>
                      <td class={wideClass}>{book.note || t.none}</td>
                      <td>{formatDate(book.createdAtMs)}</td>
                      <td>{when(book.dryRunAtMs)}</td>
                      <td>{when(book.liveAtMs)}</td>
                    </tr>
                  )}
                </For>
              </Table>
            </Show>
            <A href="/admin/books/new" class={buttonClass({ kind: "primary", size: "large" })}>
              {b.write}
            </A>
          </>
        )}
      </Show>
    </Sheet>
  );
}
