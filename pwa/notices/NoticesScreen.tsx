import { A } from "@solidjs/router";
import { createSignal, For, Show } from "solid-js";
import { type Notice, noticeListSchema, unreadSchema } from "#contract/notice";
import { whose } from "../account/whose.ts";
import { outbox } from "../app/services.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { words } from "../i18n/words.ts";
import { createAnswer } from "../server/create-answer.ts";
import { Button } from "../ui/Button.tsx";
import { Chip } from "../ui/Chip.tsx";
import { formatDate } from "../ui/format.ts";
import { Page } from "../ui/Page.tsx";
import { Refused } from "../ui/Refused.tsx";
import { Sheets } from "../ui/Sheet.tsx";
import { Choices } from "./Choices.tsx";
import styles from "./Notices.module.css";
import { noticeWords } from "./notice-words.ts";
import { PushSheet } from "./PushSheet.tsx";
import { setUnread } from "./unread.ts";

const t = serviceWords.notices;
const pageSize = 30;

/** What one was told, newest first, and how one wants to be told. */
export default function NoticesScreen() {
  const list = createNotices();
  return (
    <Page title={t.title} back="/" backLabel={words.app.toScans}>
      <div class={styles.screen}>
        <List list={list} />
        <Sheets>
          <PushSheet />
          <Choices />
        </Sheets>
      </div>
    </Page>
  );
}

function createNotices() {
  const owner = () => whose()?.workspaceId ?? whose()?.accountId ?? "device";
  const asked = () => whose() && { path: `/notices?limit=${pageSize}`, keep: `notices ${owner()}` };
  const first = createAnswer(asked, noticeListSchema);
  const [older, setOlder] = createSignal<{ after: string; notices: Notice[]; nextCursor: string | null } | null>(null);
  const cursor = () => {
    const rest = older();
    // Older ones continue a first page that has not changed since.
    return rest && rest.after === first.body()?.nextCursor ? rest.nextCursor : (first.body()?.nextCursor ?? null);
  };
  const notices = () => {
    const rest = older();
    const begun = first.body();
    return [...(begun?.notices ?? []), ...(rest && rest.after === begun?.nextCursor ? rest.notices : [])];
  };
  const showMore = async () => {
    const after = cursor();
    const begin = first.body()?.nextCursor;
    if (!after || !begin) return;
    const path = `/notices?limit=${pageSize}&cursor=${encodeURIComponent(after)}`;
    const answer = await outbox.server.ask("GET", path, {}, noticeListSchema);
    if (answer.kind !== "ok") return;
    const before = older()?.after === begin ? (older()?.notices ?? []) : [];
    setOlder({ after: begin, notices: [...before, ...answer.body.notices], nextCursor: answer.body.nextCursor });
  };
  const read = async (body: { noticeIds?: string[]; untilMs?: number }) => {
    const answer = await outbox.server.ask("POST", "/notices/read", { json: body }, unreadSchema);
    if (answer.kind !== "ok") return;
    setUnread(answer.body.unread);
    await first.refresh();
  };
  return { ...first, notices, cursor, showMore, read };
}

function List(props: { list: ReturnType<typeof createNotices> }) {
  const newest = () => props.list.notices()[0]?.createdAtMs ?? 0;
  return (
    <section class={styles.told} aria-label={t.title}>
      <Show when={props.list.reach() === "refused"}>
        <Refused why={props.list.refusal()} />
      </Show>
      <Show
        when={props.list.body()}
        fallback={<Show when={props.list.reach() === "asking"}>{words.app.loading}…</Show>}
      >
        <Show when={props.list.notices().length > 0} fallback={<p class={styles.none}>{t.none}</p>}>
          <ul class={styles.list}>
            <For each={props.list.notices()}>
              {(notice) => (
                <Row notice={notice} onRead={() => void props.list.read({ noticeIds: [notice.noticeId] })} />
              )}
            </For>
          </ul>
        </Show>
        <Show when={props.list.reach() === "stale"}>
          <p class={styles.meta}>{t.stale}</p>
        </Show>
        <div class={styles.buttons}>
          <Show when={(props.list.body()?.unread ?? 0) > 0}>
            <Button size="large" onClick={() => void props.list.read({ untilMs: newest() })}>
              {t.readAll}
            </Button>
          </Show>
          <Show when={props.list.cursor()}>
            <Button size="large" onClick={() => void props.list.showMore()}>
              {t.more}
            </Button>
          </Show>
        </div>
      </Show>
    </section>
  );
}

function Row(props: { notice: Notice; onRead: () => void }) {
  const said = () => noticeWords(props.notice);
  const inside = () => (
    <>
      <span class={styles.line}>
        <span class={styles.title}>{said().title}</span>
        <Show when={props.notice.readAtMs === null}>
          <Chip tone="blue">{t.unread}</Chip>
        </Show>
      </span>
      <Show when={said().text}>
        <span>{said().text}</span>
      </Show>
      <span class={styles.meta}>{formatDate(props.notice.createdAtMs)}</span>
    </>
  );
  return (
    <li>
      <Show when={said().path} fallback={<div class={styles.notice}>{inside()}</div>}>
        {(path) => (
          <A href={path()} class={styles.notice} onClick={() => props.notice.readAtMs === null && props.onRead()}>
            {inside()}
          </A>
        )}
      </Show>
    </li>
  );
}
