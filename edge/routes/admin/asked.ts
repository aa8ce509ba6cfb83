import type { Context } from "hono";
import * as v from "valibot";
import { uuidSchema } from "#contract/ids";
import type { ProblemCode } from "#contract/problem";
import { csv } from "../../domain/organisation/csv.ts";
import type { App } from "../app-types.ts";
import { ProblemError } from "../problem-answer.ts";
import { check } from "../read-request.ts";

export const noStore = { "cache-control": "no-store" };
/** One file holds no more: a spreadsheet would not open it, and D1 would take long. */
export const csvRowsMax = 10_000;

/** The administrator; the guard lets nobody else come this far. */
export function adminOf(c: Context<App>): string {
  const { actor } = c.get("principal");
  if (actor.kind !== "session" || !actor.isAdmin) throw new ProblemError("forbidden");
  return actor.accountId;
}

export const idOf = (c: Context<App>, name: string): string => check(uuidSchema, c.req.param(name), name).toLowerCase();

/** A filter of the address; empty is as if it were not there. */
export function filterOf<S extends v.GenericSchema>(c: Context<App>, name: string, schema: S) {
  const text = c.req.query(name);
  return text === undefined || text === "" ? undefined : (check(schema, text, name) as v.InferOutput<S>);
}

export const shortText = (chars: number) => v.pipe(v.string(), v.maxLength(chars));

export function csvAnswer(
  c: Context<App>,
  name: string,
  rows: readonly (readonly (string | number | null)[])[],
): Response {
  return c.body(csv(rows), 200, {
    ...noStore,
    "content-type": "text/csv; charset=utf-8",
    "content-disposition": `attachment; filename="${name}.csv"`,
  });
}

export function need<T>(acted: { ok: true; value: T } | { ok: false; code: ProblemCode; detail?: string }): T {
  if (!acted.ok) throw new ProblemError(acted.code, acted.detail);
  return acted.value;
}
