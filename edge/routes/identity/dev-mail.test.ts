import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { runBatch } from "../../db/batch.ts";
import { openDb } from "../../db/client.ts";
import { mailSql } from "../../db/mails.ts";
import { Browser, mailedCode } from "../../testing/browser.ts";
import { useSystem } from "../../testing/use-system.ts";

const held = useSystem();
const page = "http://127.0.0.1:8787/dev/mail";

test("the page shows what was not sent, newest first, and nothing in it runs", async () => {
  const { env } = held.current;
  const mail = (subject: string) => ({ ownerId: null, recipient: "a@b.test", subject, body: "<b>&</b>" });
  await runBatch(openDb(env.DB), [
    mailSql(mail("first <script>alert(1)</script>"), sql`1`, Date.now() + 1000),
    mailSql(mail("second"), sql`1`, Date.now() + 1000),
  ]);
  const answer = await held.current.fetch(page);
  const text = await answer.text();
  expect(answer.headers.get("content-type")).toMatch(/^text\/html/);
  expect(answer.headers.get("content-security-policy")).toMatch(/default-src 'none'.*sandbox/);
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect(text).not.toContain("<script");
  expect(text).toContain("&lt;b&gt;&amp;&lt;/b&gt;");
  expect(text.indexOf("second")).toBeLessThan(text.indexOf("first &lt;script"));
});

test("a person can read their code there", async () => {
  const browser = new Browser(held.current);
  await browser.askCode();
  const code = await mailedCode(held.current, browser.email);
  expect(await (await held.current.fetch(page)).text()).toContain(code);
});

test("there is no such page unless it was asked for, with a provider, or from elsewhere", async () => {
  expect((await held.current.fetch("https://caliper.example/dev/mail")).status).toBe(404);
  expect((await held.current.fetch("http://192.168.1.7:8787/dev/mail")).status).toBe(404);
  const { env } = held.current;
  held.current.env = { ...env, DEV_MAIL: "0" };
  expect((await held.current.fetch(page)).status).toBe(404);
  held.current.env = { ...env, MAIL_API_URL: "https://mail.test/emails", MAIL_API_KEY: "k", MAIL_FROM: "a@b.test" };
  expect((await held.current.fetch(page)).status).toBe(404);
  held.current.env = { ...env, DEV_MAIL: undefined } as unknown as typeof env;
  expect((await held.current.fetch(page)).status).toBe(404);
});
