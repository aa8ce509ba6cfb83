import type { Context } from "hono";
import { describeApi } from "../openapi/describe.ts";
import type { App } from "./app-types.ts";

let made: { origin: string; text: string } | null = null;

/** Made when it is first asked for; the contract does not change while a Worker runs. */
export function getOpenapi(c: Context<App>): Response {
  const origin = c.env.PUBLIC_ORIGIN;
  if (made?.origin !== origin) made = { origin, text: JSON.stringify(describeApi(origin, c.env.VERSION)) };
  return c.body(made.text, 200, { "content-type": "application/json", "cache-control": "public, max-age=300" });
}
