import { sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { NoticeList, noticeKinds, PushMessage } from "#contract/notice";
import { sha256Hex } from "../../adapters/digest.ts";
import { runBatch } from "../../db/batch.ts";
import { openDb } from "../../db/client.ts";
import { noticeSql } from "../../db/notices.ts";
import { allOn } from "../../domain/notice/choices.ts";
import { FakeBrowser, FakePushService, makeVapidKeys } from "../../testing/fake-push-service.ts";
import { found, type Person, signIn } from "../../testing/people.ts";
import { useSystem } from "../../testing/use-system.ts";

const held = useSystem();
let push: FakePushService;
beforeEach(async () => {
  Object.assign(held.current.env, await makeVapidKeys());
  push = new FakePushService();
  push.install();
});
afterEach(() => push.uninstall());

const minute = 60_000;
const listOf = async (query = ""): Promise<NoticeList> =>
  (await held.current.api("GET", `/notices${query}`)).json() as Promise<NoticeList>;
const mailsTo = async (recipient: string) =>
  (
    await held.current.env.DB.prepare("SELECT subject, body FROM mails WHERE recipient = ?")
      .bind(recipient)
      .all<{ subject: string; body: string }>()
  ).results;

async function finish(label: "faceted" | "failed" = "faceted") {
  const system = held.current;
  const running = await system.running();
  const failure = { code: "photos-too-few", detail: "Too few.", retryable: false } as const;
  const { worker } = running;
  await worker.putManifest(await worker.putFiles(undefined, label, label === "failed" ? failure : null));
  return running;
}
async function tell(ownerId: string, kind: (typeof noticeKinds)[number], subject = crypto.randomUUID(), body = {}) {
  const db = openDb(held.current.env.DB);
  await runBatch(db, [noticeSql({ ownerId, kind, subject, body }, sql`1`, Date.now())]);
}

test("a scan that is done or failed is told in the app, once, however often its end is heard", async () => {
  const system = held.current;
  const { scanId, jobId, worker } = await finish();
  await Promise.all([worker.callback(), worker.callback(), system.cron()]);
  await system.deliverAll();
  await finish("failed");
  const { notices, unread } = await listOf();
  expect(notices.map((n) => n.kind)).toEqual(["scan.failed", "scan.done"]);
  expect(notices[0]?.body.code).toBe("photos-too-few");
  expect(notices[1]?.body).toEqual({ scanId, jobId, name: "a bracket" });
  expect(unread).toBe(2);
});

test("a cancelled scan is no news", async () => {
  const system = held.current;
  const { scanId } = await system.running();
  await system.api("POST", `/scans/${scanId}/cancel`);
  expect((await listOf()).notices).toEqual([]);
});

test("notices are paged by a cursor, and read one by one or up to a moment", async () => {
  const ownerId = await sha256Hex(held.current.token);
  for (let i = 0; i < 5; i++) await tell(ownerId, "quota-80", String(i));
  const first = await listOf("?limit=2");
  const second = await listOf(`?limit=2&cursor=${first.nextCursor}`);
  const third = await listOf(`?limit=2&cursor=${second.nextCursor}`);
  const ids = [first, second, third].flatMap((page) => page.notices.map((n) => n.noticeId));
  expect(new Set(ids).size).toBe(5);
  expect(third.nextCursor).toBeNull();
  const read = (body: object) => held.current.api("POST", "/notices/read", body).then((r) => r.json());
  expect(await read({ noticeIds: [ids[0]] })).toEqual({ unread: 4 });
  expect(await read({ untilMs: Date.now() })).toEqual({ unread: 0 });
  expect((await held.current.api("GET", "/notices?cursor=nonsense")).status).toBe(400);
});

test("nobody sees or marks what another was told", async () => {
  const system = held.current;
  await tell(await sha256Hex(system.token), "quota-80");
  const { notices } = await listOf();
  const other = await signIn(system);
  const theirs: NoticeList = await (await other.api("GET", "/notices")).json();
  expect(theirs).toEqual({ notices: [], unread: 0, nextCursor: null });
  await other.api("POST", "/notices/read", { noticeIds: [notices[0]?.noticeId], untilMs: Date.now() });
  expect((await listOf()).unread).toBe(1);
});

test("a browser that has subscribed is told what it alone can read, and nothing secret", async () => {
  const system = held.current;
  const browser = await FakeBrowser.at();
  expect((await system.api("PUT", "/push/subscriptions", browser.subscription)).status).toBe(204);
  const { scanId } = await finish();
  const [pushed, ...more] = push.to(browser.endpoint);
  expect(more).toEqual([]);
  const message = (await browser.read(pushed?.body as Uint8Array<ArrayBuffer>)) as PushMessage;
  expect(message).toMatchObject({ kind: "scan.done", title: "a bracket is done", path: `/scans/${scanId}` });
  expect(JSON.stringify(message)).not.toMatch(/signature|token|cd_/);
  expect(pushed?.headers.get("authorization")).toContain(`k=${system.env.VAPID_PUBLIC_KEY}`);
  expect(await (await system.fetch("http://edge.test/api/v1/push/key")).json()).toEqual({
    publicKey: system.env.VAPID_PUBLIC_KEY,
  });
});

test("a subscription that has ended is forgotten, one whose service is down is tried again", async () => {
  const system = held.current;
  const [ended, down] = [await FakeBrowser.at(), await FakeBrowser.at()];
  for (const browser of [ended, down]) await system.api("PUT", "/push/subscriptions", browser.subscription);
  push.answers.set(ended.endpoint, 410);
  push.answers.set(down.endpoint, 503);
  await finish();
  await system.cronAt(Date.now() + minute);
  expect([push.to(ended.endpoint).length, push.to(down.endpoint).length], "not before its time").toEqual([1, 1]);
  push.answers.set(down.endpoint, 201);
  await system.cronAt(Date.now() + 5 * minute);
  await system.cronAt(Date.now() + 60 * minute);
  expect([push.to(ended.endpoint).length, push.to(down.endpoint).length]).toEqual([1, 2]);
});

test("an address inside a network, or on plain http, is refused", async () => {
  const { subscription } = await FakeBrowser.at();
  for (const endpoint of ["http://push.example.net/x", "https://127.0.0.1/x", "https://metadata.internal/x"]) {
    const answer = await held.current.api("PUT", "/push/subscriptions", { ...subscription, endpoint });
    expect(((await answer.json()) as { code: string }).code, endpoint).toBe("push-endpoint-unfit");
  }
});

test("what is switched off is not told that way; the others still are", async () => {
  const system = held.current;
  const person = await signIn(system);
  const browser = await FakeBrowser.at();
  await person.api("PUT", "/push/subscriptions", browser.subscription);
  expect(await (await person.api("GET", "/notices/choices")).json()).toEqual(allOn);
  const choices = {
    ...allOn,
    "quota-80": { app: false, push: true, mail: true },
    "payment-failed": { app: true, push: false, mail: false },
  };
  expect((await person.api("PUT", "/notices/choices", choices)).status).toBe(200);
  await tell(person.accountId, "quota-80", "p", { used: 40, limit: 50 });
  await tell(person.accountId, "payment-failed");
  await Promise.all([system.cron(), system.cron()]);
  const { notices }: NoticeList = await (await person.api("GET", "/notices")).json();
  expect(notices.map((n) => n.kind)).toEqual(["payment-failed"]);
  expect(push.to(browser.endpoint)).toHaveLength(1);
  const mails = await mailsTo(person.email);
  expect(mails.map((m) => m.subject)).toEqual(["Most of this period's models are used"]);
  expect(mails[0]?.body).toContain("(40 of 50)");
});

test("several notices of a kind are one mail", async () => {
  const person = await signIn(held.current);
  for (const name of ["One", "Two", "Three"]) {
    await tell(person.accountId, "files-deleted-soon", name, { name, deletesAtMs: Date.now() });
  }
  await held.current.cron();
  const mails = await mailsTo(person.email);
  expect(mails.map((m) => m.subject)).toEqual([expect.stringMatching(/^Files of \w+ will be deleted, and 2 more$/)]);
});

test("those who run an organisation are told, each as they chose; viewers are not", async () => {
  const system = held.current;
  const [boss, hand, guest] = [await signIn(system), await signIn(system), await signIn(system)] as [
    Person,
    Person,
    Person,
  ];
  const org = await found(system, {
    [boss.accountId]: "owner",
    [hand.accountId]: "operator",
    [guest.accountId]: "viewer",
  });
  const quiet = { ...allOn, "scan.done": { app: true, push: true, mail: false } };
  await hand.api("PUT", "/notices/choices", quiet, org);
  await tell(org, "scan.done", "j", { name: "Lever" });
  await system.cron();
  expect(await mailsTo(boss.email)).toHaveLength(1);
  expect(await mailsTo(hand.email)).toEqual([]);
  expect(await mailsTo(guest.email)).toEqual([]);
  const shared: NoticeList = await (await guest.api("GET", "/notices", undefined, org)).json();
  expect(shared.notices).toHaveLength(1);
});

test("a browser belongs to whoever subscribed it last, and only they end it", async () => {
  const system = held.current;
  const [one, two] = [await signIn(system), await signIn(system)];
  const browser = await FakeBrowser.at();
  for (const person of [one, two]) await person.api("PUT", "/push/subscriptions", browser.subscription);
  await one.api("DELETE", "/push/subscriptions", { endpoint: browser.endpoint });
  await tell(one.accountId, "quota-80");
  await tell(two.accountId, "quota-80");
  await system.cron();
  expect(push.to(browser.endpoint)).toHaveLength(1);
  await two.api("DELETE", "/push/subscriptions", { endpoint: browser.endpoint });
  await tell(two.accountId, "quota-used");
  await system.cron();
  expect(push.to(browser.endpoint)).toHaveLength(1);
});

test("without keys no push is sent, and the app is told so", async () => {
  const system = held.current;
  const browser = await FakeBrowser.at();
  await system.api("PUT", "/push/subscriptions", browser.subscription);
  delete system.env.VAPID_PRIVATE_KEY;
  await finish();
  expect(push.pushed).toEqual([]);
  expect(await (await system.fetch("http://edge.test/api/v1/push/key")).json()).toEqual({ publicKey: null });
});

test("an owner is told when four fifths and all of the month's models are begun, once each", async () => {
  const system = held.current;
  system.env.BILLING = "test";
  await system.env.DB.prepare(
    `INSERT INTO allowances (owner_id, plan, models_per_month, overage_models_max, period_from_ms, period_to_ms, read_only,
      updated_at_ms) VALUES (?, 'starter', 5, 2, ?, ?, 0, 1)`,
  )
    .bind(await sha256Hex(system.token), Date.now() - 1000, Date.now() + 1e9)
    .run();
  const counts: string[][] = [];
  for (let i = 0; i < 6; i++) {
    await system.running();
    counts.push((await listOf()).notices.map((n) => n.kind).toSorted());
  }
  const both = ["quota-80", "quota-used"];
  expect(counts).toEqual([[], [], [], ["quota-80"], both, both]);
  expect((await listOf()).notices.find((n) => n.kind === "quota-80")?.body).toEqual({ used: 4, limit: 5 });
});
