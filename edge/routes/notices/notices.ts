import type { Context } from "hono";
import { type NoticeList, noticeChoicesSchema, noticesReadSchema } from "#contract/notice";
import { type Db, openDb } from "../../db/client.ts";
import { choicesOf, countUnread, listNotices, markRead, setChoices } from "../../db/notices.ts";
import type { Principal } from "../../domain/access/may.ts";
import { kindsBy } from "../../domain/notice/choices.ts";
import type { App } from "../app-types.ts";
import { pageFrom, pageOf } from "../list-page.ts";
import { readJson } from "../read-request.ts";

const fresh = { "cache-control": "no-store" };

/** Choices and browsers are a person's own, also while they act for an organisation. */
export const personOf = ({ actor, ownerId }: Principal): string =>
  actor.kind === "session" || actor.kind === "token" ? actor.accountId : ownerId;

const shownKinds = async (db: Db, principal: Principal) => kindsBy(await choicesOf(db, personOf(principal)), "app");

export async function getNotices(c: Context<App>): Promise<Response> {
  const { limit, after } = pageOf(c);
  const db = openDb(c.env.DB);
  const principal = c.get("principal");
  const kinds = await shownKinds(db, principal);
  const found = await listNotices(db, principal.ownerId, kinds, limit + 1, after);
  const { shown, nextCursor } = pageFrom(found, limit, (n) => ({ atMs: n.createdAtMs, id: n.noticeId }));
  const answer: NoticeList = {
    notices: shown,
    unread: await countUnread(db, principal.ownerId, kinds),
    nextCursor,
  };
  return c.json(answer, 200, fresh);
}

export async function postRead(c: Context<App>): Promise<Response> {
  const { noticeIds, untilMs } = await readJson(c, noticesReadSchema);
  const db = openDb(c.env.DB);
  const principal = c.get("principal");
  const ids = noticeIds.map((id) => id.toLowerCase());
  await markRead(db, principal.ownerId, ids, untilMs ?? -1, Date.now());
  return c.json({ unread: await countUnread(db, principal.ownerId, await shownKinds(db, principal)) });
}

export async function getChoices(c: Context<App>): Promise<Response> {
  return c.json(await choicesOf(openDb(c.env.DB), personOf(c.get("principal"))), 200, fresh);
}

export async function putChoices(c: Context<App>): Promise<Response> {
  const choices = await readJson(c, noticeChoicesSchema);
  await setChoices(openDb(c.env.DB), personOf(c.get("principal")), choices, Date.now());
  return c.json(choices);
}
