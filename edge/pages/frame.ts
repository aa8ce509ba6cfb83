import type { Context } from "hono";
import { html } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import type { App } from "../routes/app-types.ts";
import { styleVersion } from "./style.ts";

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;
export const nothing: Html = html``;

export interface Page {
  readonly title: string;
  readonly body: Html;
  readonly status?: number;
  /** Which entry of the navigation this page belongs to; `none`: a page for somebody who has only its link. */
  readonly room?: "start" | "quotes" | "orders" | "none";
  /** Asks the browser to load it anew after so long; whoever reads can stop that (`?still=1`). */
  readonly refreshS?: number | null;
  /** Where else a form of this page may lead: the payment pages. */
  readonly formTo?: readonly string[];
}

const rooms = [
  { room: "start", path: "/plain", name: "Print a part" },
  { room: "quotes", path: "/plain/quotes", name: "Quotes" },
  { room: "orders", path: "/plain/orders", name: "Orders" },
] as const;

/** The one way in which the edge renders pages for people. Nothing on them runs: no script is there, and none is let in. */
export async function showPage(c: Context<App>, page: Page): Promise<Response> {
  const { title, body, status = 200, room, refreshS, formTo = [] } = page;
  const still = c.req.query("still") === "1";
  const refreshes = refreshS !== null && refreshS !== undefined;
  const content = await html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<title>${title} – Caliper</title><link rel="stylesheet" href="/plain/style.css?v=${styleVersion}"></head>
<body><a class="skip" href="#main">To the content</a>
${room === "none" ? nothing : navigation(room)}
<main id="main">
<h1>${title}</h1>
${refreshes ? reloading(c, still) : nothing}
${body}
</main></body></html>`;
  const headers = {
    "cache-control": "private, no-store",
    "content-security-policy": policy(formTo),
    // Of a form on a page that tells nobody where it comes from, browsers send the Origin "null".
    "referrer-policy": "same-origin",
    ...(refreshes && !still ? { refresh: String(refreshS) } : {}),
  };
  return c.html(content, status as 200, headers);
}

const policy = (formTo: readonly string[]): string =>
  [
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    `form-action ${["'self'", ...formTo].join(" ")}`,
  ].join("; ");

const navigation = (now: Page["room"]): Html => html`<header class="top"><nav aria-label="Pages">
<a href="/">Caliper</a>
${rooms.map(({ room, path, name }) =>
  room === now ? html`<a href="${path}" aria-current="true">${name}</a>\n` : html`<a href="${path}">${name}</a>\n`,
)}</nav></header>`;

/** People need time to read: what moves by itself can be stopped. */
const reloading = (c: Context<App>, still: boolean): Html => {
  const { pathname } = new URL(c.req.url);
  return still
    ? html`<p class="soft noprint">This page stands still. <a href="${pathname}">Load it anew by itself</a></p>`
    : html`<p class="soft noprint">This page loads itself anew until there is news. <a href="${pathname}?still=1">Let it stand still</a></p>`;
};
