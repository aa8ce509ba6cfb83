import { type Accessor, createEffect, createMemo, createSignal, on, onCleanup, onMount } from "solid-js";
import type * as v from "valibot";
import { database, outbox } from "../app/services.ts";
import { type Kept, keepAnswer, keptAnswer } from "./kept-answers.ts";
import { type Refusal, refusalOf } from "./refusal.ts";

export type Asked = { path: string; keep: string };

/** `stale`: shown as last known, the server cannot be reached. `refused`: it said no. */
export type AnswerReach = "asking" | "fresh" | "stale" | "refused";

/**
 * What a path answers: as last known at once, then fresh; asked again when the network returns and when the page is
 * looked at again. `asked` null: nothing to ask for.
 */
export function createAnswer<Body>(asked: Accessor<Asked | null>, schema: v.GenericSchema<unknown, Body>) {
  const [known, setKnown] = createSignal<Kept<Body> | null>(null);
  const [reach, setReach] = createSignal<AnswerReach>("asking");
  const [refusal, setRefusal] = createSignal<Refusal | null>(null);
  let turn = 0;
  // What is answered after the screen has gone is nobody's any more: what it was asked by may be gone too.
  let gone = false;
  onCleanup(() => {
    gone = true;
    turn++;
  });

  const set = async (body: Body): Promise<void> => {
    if (gone) return;
    const now = asked();
    setKnown({ body, atMs: Date.now() });
    setReach("fresh");
    if (now) await keepAnswer(database, now.keep, body, Date.now());
  };

  const refresh = async (): Promise<void> => {
    if (gone) return;
    const now = asked();
    if (!now) return;
    const mine = ++turn;
    const answer = await outbox.server.ask("GET", now.path, {}, schema);
    if (mine !== turn) return;
    setRefusal(refusalOf(answer));
    if (answer.kind === "ok") await set(answer.body);
    else setReach(answer.kind === "unreachable" ? "stale" : "refused");
  };

  const begin = async (now: Asked | null): Promise<void> => {
    const mine = ++turn;
    setKnown(null);
    setReach("asking");
    if (!now) return;
    const kept = await keptAnswer(database, now.keep, schema);
    if (mine !== turn) return;
    if (kept) setKnown(kept);
    await refresh();
  };
  // A memo: what is asked for is asked anew when it is another, not whenever something it is made of moves.
  const askedFor = createMemo(() => `${asked()?.path} ${asked()?.keep}`);
  createEffect(on(askedFor, () => void begin(asked())));

  const again = () => void refresh();
  const seen = () => document.visibilityState === "visible" && again();
  onMount(() => {
    addEventListener("online", again);
    document.addEventListener("visibilitychange", seen);
    onCleanup(() => {
      removeEventListener("online", again);
      document.removeEventListener("visibilitychange", seen);
    });
  });

  return {
    body: () => known()?.body ?? null,
    atMs: () => known()?.atMs ?? null,
    reach,
    refusal,
    refresh,
    /** What an answer to a change already told. */
    set,
  };
}
