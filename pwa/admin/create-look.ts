import { createEffect, createMemo, createSignal, on, onCleanup } from "solid-js";
import type * as v from "valibot";
import { outbox } from "../app/services.ts";
import { type Refusal, refusalOf } from "../server/refusal.ts";

/** What a path of the administration answers. Other people's data: nothing of it is kept on this device. */
export function createLook<Body>(path: () => string, schema: v.GenericSchema<unknown, Body>, everyMs?: number) {
  const [body, setBody] = createSignal<Body | null>(null);
  const [refusal, setRefusal] = createSignal<Refusal | null>(null);
  const [reach, setReach] = createSignal<"asking" | "fresh" | "refused">("asking");
  let turn = 0;
  // What is answered after the screen has gone is nobody's any more.
  let gone = false;
  onCleanup(() => {
    gone = true;
    turn++;
  });
  const refresh = async (): Promise<void> => {
    if (gone) return;
    const mine = ++turn;
    const answer = await outbox.server.ask("GET", path(), {}, schema);
    if (mine !== turn) return;
    setRefusal(refusalOf(answer));
    setReach(answer.kind === "ok" ? "fresh" : "refused");
    if (answer.kind === "ok") setBody(() => answer.body);
  };
  createEffect(
    on(createMemo(path), () => {
      setBody(null);
      setReach("asking");
      void refresh();
    }),
  );
  if (everyMs !== undefined) {
    const timer = setInterval(() => document.visibilityState === "visible" && void refresh(), everyMs);
    onCleanup(() => clearInterval(timer));
  }
  return { body, refusal, reach, refresh, set: (next: Body) => setBody(() => next) };
}

/** A list that goes on by its cursor. `path` is without one. */
export function createPages<Page extends { nextCursor: string | null }, Row>(
  path: () => string,
  schema: v.GenericSchema<unknown, Page>,
  rowsOf: (page: Page) => readonly Row[],
) {
  const first = createLook(path, schema);
  const [more, setMore] = createSignal<{ rows: Row[]; cursor: string | null } | null>(null);
  const [refusal, setRefusal] = createSignal<Refusal | null>(null);
  const [busy, setBusy] = createSignal(false);
  createEffect(on(first.body, () => setMore(null)));
  const cursor = () => (more() ? (more()?.cursor ?? null) : (first.body()?.nextCursor ?? null));
  const showMore = async (): Promise<void> => {
    const [asked, of] = [path(), cursor()];
    if (of === null || busy()) return;
    setBusy(true);
    const answer = await outbox.server.ask("GET", `${asked}&cursor=${encodeURIComponent(of)}`, {}, schema);
    setBusy(false);
    if (asked !== path()) return;
    setRefusal(refusalOf(answer));
    if (answer.kind === "ok")
      setMore({ rows: [...(more()?.rows ?? []), ...rowsOf(answer.body)], cursor: answer.body.nextCursor });
  };
  return {
    rows: () => [...(first.body() ? rowsOf(first.body() as Page) : []), ...(more()?.rows ?? [])],
    reach: first.reach,
    refusal: () => first.refusal() ?? refusal(),
    refresh: first.refresh,
    hasMore: () => cursor() !== null,
    busy,
    showMore: () => void showMore(),
  };
}
