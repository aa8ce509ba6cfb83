import type { Context } from "hono";
import { html } from "hono/html";
import { mailProvider } from "../../adapters/mail.ts";
import { openDb } from "../../db/client.ts";
import { newestMails } from "../../db/mails.ts";
import type { App } from "../app-types.ts";
import { problemAnswer } from "../problem-answer.ts";

const shownMax = 50;
const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * The mails that a machine without a mail provider did not send. Whoever reads this page can sign in as anybody: only
 * where DEV_MAIL says so, only without a provider, and only as this machine's own address.
 */
export async function devMail(c: Context<App>): Promise<Response> {
  const open = c.env.DEV_MAIL === "1" && !mailProvider(c.env) && loopback.test(new URL(c.req.url).hostname);
  if (!open) return problemAnswer(c, "not-found");
  const mails = await newestMails(openDb(c.env.DB), shownMax);
  const articles = mails.map(
    (mail) => html`<article>
<h2>${mail.subject}</h2>
<p>To <b>${mail.recipient}</b>, <time>${new Date(mail.createdAtMs).toISOString()}</time></p>
<pre>${mail.body}</pre>
</article>`,
  );
  const page = html`<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Mail</title>
<h1>Mail that was not sent</h1>
${mails.length === 0 ? html`<p>None yet.</p>` : articles}
</html>`;
  return c.html(page, 200, { "cache-control": "no-store" });
}
