import { sql } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { runBatch } from "../../db/batch.ts";
import { openDb } from "../../db/client.ts";
import { mailSql } from "../../db/mails.ts";
import { Browser, mailedCode } from "../../testing/browser.ts";
import { useSystem } from "../../testing/use-system.ts";
import { pumpMails } from "./pump-mails.ts";

const held = useSystem();
const minute = 60_000;
const real = globalThis.fetch;
type Sent = { authorization: string | null; key: string | null; body: Record<string, unknown> };

/** Resend, in memory. What it answers to a recipient's mails is told beforehand; 200 without a word. */
function provider() {
  const sent: Sent[] = [];
  const answers = new Map<string, (number | "cut")[]>();
  const fake = async (input: RequestInfo, init?: RequestInit) => {
    const request = new Request(input, init);
    if (request.url !== "https://mail.test/emails") return new Response("not here", { status: 404 });
    const { headers } = request;
    const body = (await request.json()) as Record<string, unknown>;
    sent.push({ authorization: headers.get("authorization"), key: headers.get("idempotency-key"), body });
    const status = answers.get((body.to as string[])[0] ?? "")?.shift() ?? 200;
    if (status === "cut") throw new TypeError("the connection was cut");
    return Response.json(status === 200 ? { id: crypto.randomUUID() } : { message: "no" }, { status });
  };
  globalThis.fetch = fake as typeof fetch;
  Object.assign(held.current.env, {
    MAIL_API_URL: "https://mail.test/emails",
    MAIL_API_KEY: "re_test",
    MAIL_FROM: "Caliper <mail@caliper.test>",
  });
  return { sent, answers };
}
afterEach(() => {
  globalThis.fetch = real;
});

async function write(atMs: number, notAfterMs?: number): Promise<string> {
  const recipient = `${crypto.randomUUID()}@people.test`;
  const mail = { ownerId: null, recipient, subject: "Hello", body: "Good day", ...(notAfterMs ? { notAfterMs } : {}) };
  await runBatch(openDb(held.current.env.DB), [mailSql(mail, sql`1`, atMs)]);
  return recipient;
}
const row = (recipient: string) =>
  held.current.env.DB.prepare("SELECT * FROM mails WHERE recipient = ?").bind(recipient).first<{
    mail_id: string;
    body: string;
    tries: number;
    sent_at_ms: number | null;
    next_try_at_ms: number | null;
  }>();
/** Other tests' mails are due as well. */
const to = (sent: Sent[], recipient: string) => sent.filter((one) => (one.body.to as string[])[0] === recipient);
async function pumpAll(nowMs: number): Promise<void> {
  for (let i = 0; i < 20; i++) await pumpMails(held.current.env, nowMs);
}

test("a mail is handed over in the provider's form, once, and its text is not kept", async () => {
  const { sent } = provider();
  const nowMs = Date.now();
  const recipient = await write(nowMs);
  await pumpAll(nowMs);
  const mine = to(sent, recipient);
  expect(mine).toEqual([
    {
      authorization: "Bearer re_test",
      key: (await row(recipient))?.mail_id,
      body: { from: "Caliper <mail@caliper.test>", to: [recipient], subject: "Hello", text: "Good day" },
    },
  ]);
  expect(await row(recipient)).toMatchObject({ body: "", sent_at_ms: nowMs, next_try_at_ms: null });
});

test("two pumps at once hand a mail over once", async () => {
  const { sent } = provider();
  const nowMs = Date.now();
  const recipient = await write(nowMs);
  await Promise.all([pumpAll(nowMs), pumpAll(nowMs), pumpAll(nowMs)]);
  expect(to(sent, recipient)).toHaveLength(1);
});

test("a busy or broken provider gets the same mail again, under the same key", async () => {
  const { sent, answers } = provider();
  const startMs = Date.now();
  const recipient = await write(startMs);
  answers.set(recipient, [429, "cut", 401, 500]);
  for (let i = 0; i < 12; i++) await pumpAll(startMs + i * minute);
  const mine = to(sent, recipient);
  expect(mine).toHaveLength(5);
  expect(new Set(mine.map((one) => one.key)).size).toBe(1);
  expect(await row(recipient)).toMatchObject({ body: "" });
  expect((await row(recipient))?.sent_at_ms).toBeGreaterThan(startMs);
});

test("a mail that cannot be sent is given up, and an administrator is told, without its text", async () => {
  const { answers } = provider();
  const nowMs = Date.now();
  const recipient = await write(nowMs);
  answers.set(recipient, [422]);
  await pumpAll(nowMs);
  const left = await row(recipient);
  expect(left).toMatchObject({ body: "", sent_at_ms: null, next_try_at_ms: null });
  const alert = await held.current.env.DB.prepare(
    "SELECT detail FROM alerts WHERE kind = 'mail-not-sent' AND detail LIKE ?",
  )
    .bind(`${left?.mail_id}%`)
    .first<{ detail: string }>();
  expect(alert?.detail).toMatch(/422/);
  expect(alert?.detail).not.toMatch(/Good day/);
});

test("a code that came too late is not sent at all", async () => {
  const { sent } = provider();
  const nowMs = Date.now();
  const recipient = await write(nowMs - 20 * minute, nowMs - 10 * minute);
  await pumpAll(nowMs);
  expect(to(sent, recipient)).toEqual([]);
  expect(await row(recipient)).toMatchObject({ body: "", next_try_at_ms: null });
});

test("a code goes out with the request that asked for it, and cron sends what was left", async () => {
  const { sent } = provider();
  await pumpAll(Date.now());
  const browser = new Browser(held.current);
  await browser.askCode();
  expect(to(sent, browser.email)).toHaveLength(1);
  const recipient = await write(Date.now());
  await held.current.cronAt(Date.now());
  expect(to(sent, recipient)).toHaveLength(1);
});

test("without a provider mails stay, for the page that shows them", async () => {
  const browser = new Browser(held.current);
  await browser.askCode();
  await held.current.cronAt(Date.now());
  expect(await mailedCode(held.current, browser.email)).toMatch(/^\d{4} \d{4}$/);
});
