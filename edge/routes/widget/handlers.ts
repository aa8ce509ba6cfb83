import type { Context } from "hono";
import type { widgetOperations } from "#contract/api/widget";
import type { App } from "../app-types.ts";
import { listVisitorQuotes } from "../quoting/quotes.ts";
import * as keys from "./keys.ts";

export const widgetHandlers: Record<keyof typeof widgetOperations, (c: Context<App>) => Promise<Response>> = {
  ...keys,
  listVisitorQuotes,
};
