import { createSignal, For, Show } from "solid-js";
import {
  type NoticeChoices,
  type NoticeKind,
  type NoticeWay,
  noticeChoicesSchema,
  noticeKinds,
  noticeWays,
} from "#contract/notice";
import { accountView } from "../account/session.ts";
import { whose } from "../account/whose.ts";
import { outbox } from "../app/services.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { words } from "../i18n/words.ts";
import { createAnswer } from "../server/create-answer.ts";
import { type Refusal, refusalOf } from "../server/refusal.ts";
import { Refused } from "../ui/Refused.tsx";
import { Sheet, softClass } from "../ui/Sheet.tsx";
import styles from "./Notices.module.css";

const t = serviceWords.notices;

/** Kind by way: each one a box to tick, kept at once. */
export function Choices() {
  const asked = () => whose() && { path: "/notices/choices", keep: `notice-choices ${whose()?.accountId ?? "device"}` };
  const choices = createAnswer(asked, noticeChoicesSchema);
  const [why, setWhy] = createSignal<Refusal | null>(null);
  // Boxes that are ticked quickly one after the other are each put on top of the last.
  let turn: Promise<unknown> = Promise.resolve();

  const choose = (kind: NoticeKind, way: NoticeWay, on: boolean) => {
    const known = choices.body();
    if (!known) return;
    const next: NoticeChoices = { ...known, [kind]: { ...known[kind], [way]: on } };
    void choices.set(next);
    turn = turn.then(async () => {
      const answer = await outbox.server.ask("PUT", "/notices/choices", { json: next }, noticeChoicesSchema);
      setWhy(refusalOf(answer));
      if (answer.kind !== "ok") await choices.refresh();
    });
  };

  return (
    <Sheet title={t.choices}>
      <Show
        when={choices.body()}
        fallback={
          <Show when={choices.reach() === "asking"} fallback={<Refused why={choices.refusal()} />}>
            <p>{words.app.loading}…</p>
          </Show>
        }
      >
        {(known) => (
          <table class={styles.choices}>
            <caption class={softClass}>{t.choicesText}</caption>
            <thead>
              <tr>
                <td />
                <For each={noticeWays}>{(way) => <th scope="col">{t.ways[way]}</th>}</For>
              </tr>
            </thead>
            <tbody>
              <For each={noticeKinds}>
                {(kind) => (
                  <tr>
                    <th scope="row">{t.kinds[kind]}</th>
                    <For each={noticeWays}>
                      {(way) => (
                        <td>
                          <label class={styles.box}>
                            <input
                              type="checkbox"
                              aria-label={t.way(t.kinds[kind], t.ways[way])}
                              checked={known()[kind][way]}
                              onChange={(event) => choose(kind, way, event.currentTarget.checked)}
                            />
                          </label>
                        </td>
                      )}
                    </For>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
        )}
      </Show>
      <Refused why={why()} />
      <Show when={!accountView()?.email}>
        <p class={softClass}>{t.mailNone}</p>
      </Show>
    </Sheet>
  );
}
