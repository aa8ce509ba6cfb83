import type { Context } from "hono";
import { openDb } from "../../db/client.ts";
import { type AccountRow, findAccount } from "../../db/principals.ts";
import { shownText } from "../../domain/photo-name.ts";
import type { App } from "../app-types.ts";
import { ProblemError } from "../problem-answer.ts";

export const noStore = { "cache-control": "no-store" } as const;
const agentMax = 200;

/** The person behind a request, in whosever name it acts: account operations are about them. */
export function accountIdOf(c: Context<App>): string {
  const { actor } = c.get("principal");
  if (actor.kind === "session" || actor.kind === "token") return actor.accountId;
  throw new ProblemError("forbidden", "Keys and devices have no account of their own.");
}

export async function accountOf(c: Context<App>): Promise<AccountRow> {
  const account = await findAccount(openDb(c.env.DB), accountIdOf(c));
  if (!account) throw new ProblemError("unauthorized");
  return account;
}

/** As the browser calls itself, fit to be shown. */
export const agentOf = (c: Context<App>): string => shownText(c.req.header("user-agent") ?? "").slice(0, agentMax);
export const ipOf = (c: Context<App>): string => c.req.header("cf-connecting-ip") ?? "local";
