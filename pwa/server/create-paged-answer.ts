import { type Accessor, createEffect, createSignal, on } from "solid-js";
import type * as v from "valibot";
import { createAct } from "../account/create-act.ts";
import { outbox } from "../app/services.ts";
import { type Asked, createAnswer } from "./create-answer.ts";

/** A list that goes on by its cursor: its first page as `createAnswer` has it, older ones when asked for. */
export function createPagedAnswer<Page extends { nextCursor: string | null }, Row>(
  asked: Accessor<Asked | null>,
  schema: v.GenericSchema<unknown, Page>,
  rowsOf: (page: Page) => readonly Row[],
) {
  const first = createAnswer(asked, schema);
  const [older, setOlder] = createSignal<{ rows: readonly Row[]; cursor: string | null } | null>(null);
  createEffect(on(first.body, () => setOlder(null)));
  const { act, busy, refusal } = createAct();
  const cursor = () => {
    const rest = older();
    return rest ? rest.cursor : (first.body()?.nextCursor ?? null);
  };
  const rows = () => {
    const begun = first.body();
    return [...(begun ? rowsOf(begun) : []), ...(older()?.rows ?? [])];
  };
  const showMore = () =>
    act(
      () => outbox.server.ask("GET", `${asked()?.path}&cursor=${cursor()}`, {}, schema),
      (page) => setOlder({ rows: [...(older()?.rows ?? []), ...rowsOf(page)], cursor: page.nextCursor }),
    );
  return { first, rows, hasMore: () => cursor() !== null, showMore, act, busy, refusal };
}
