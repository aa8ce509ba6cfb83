import type { Context } from "hono";
import { html } from "hono/html";
import { type ProblemCode, problems } from "#contract/problem";
import { errorText, log } from "../adapters/log.ts";
import type { App } from "../routes/app-types.ts";
import { ProblemError } from "../routes/problem-answer.ts";
import { note } from "./fields.ts";
import { showPage } from "./frame.ts";

/** What went wrong as a page, in the words of the API's problems; it says what to do and loses nothing. */
export async function errorPage(error: Error, c: Context<App>): Promise<Response> {
  if (error instanceof ProblemError) return problemPage(c, error.code, error.detail, error.headers);
  log("error", "page-failed", { requestId: c.get("requestId"), path: c.req.path, error: errorText(error) });
  return problemPage(c, "internal");
}

async function problemPage(
  c: Context<App>,
  code: ProblemCode,
  detail = "",
  headers: Record<string, string> = {},
): Promise<Response> {
  const { title, todo, status } = problems[code];
  const body = html`${note("bad", title, todo)}
${detail === "" ? "" : html`<p>${detail}</p>`}
<p>What you sent before is still here: <a href="/plain">your parts and quotes</a>.</p>
<p class="soft">${code}, ${c.get("requestId")}</p>`;
  const page = await showPage(c, { title: "That did not work", body, status });
  for (const [name, value] of Object.entries(headers)) page.headers.set(name, value);
  return page;
}
