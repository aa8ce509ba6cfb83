import type { Context } from "hono";
import * as v from "valibot";
import type { PageCursor } from "../domain/page-cursor.ts";
import type { App } from "./app-types.ts";
import { ProblemError } from "./problem-answer.ts";
import { check } from "./read-request.ts";

const limitUpTo = (most: number) => {
  const digits = v.regex(new RegExp(`^\\d{1,${String(most).length}}$`));
  return v.optional(v.pipe(v.string(), digits, v.transform(Number), v.minValue(1), v.maxValue(most)), "20");
};

/** How much of a list is asked for: `?limit=`. */
export const limitOf = (c: Context<App>, most = 100): number => check(limitUpTo(most), c.req.query("limit"), "limit");

/** And where it goes on: `?cursor=`. */
export const pageOf = (c: Context<App>, most = 100): { limit: number; after: PageCursor | null } => ({
  limit: limitOf(c, most),
  after: readCursor(c.req.query("cursor")),
});

function readCursor(text: string | undefined): PageCursor | null {
  if (text === undefined) return null;
  const match = /^(\d{1,16})\.([0-9a-f-]{36})$/.exec(text);
  if (!match) throw new ProblemError("request-invalid", "cursor: not one of ours.");
  return { atMs: Number(match[1]), id: match[2] as string };
}

/** Of one row more than was asked for: those shown, and where the next page begins. */
export function pageFrom<T>(
  rows: readonly T[],
  limit: number,
  at: (row: T) => PageCursor,
): { shown: T[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  const cursor = last && at(last);
  return { shown, nextCursor: cursor ? `${cursor.atMs}.${cursor.id}` : null };
}
