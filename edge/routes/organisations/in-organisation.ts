import type { Context } from "hono";
import { uuidSchema } from "#contract/ids";
import { type Db, openDb } from "../../db/client.ts";
import { hasEnterprise } from "../../flows/organisations/plan-gate.ts";
import type { App } from "../app-types.ts";
import { ProblemError } from "../problem-answer.ts";
import { check } from "../read-request.ts";

export const idParam = (c: Context<App>, name: string): string =>
  check(uuidSchema, c.req.param(name), name).toLowerCase();

/** The person who asks; operations with account:* or member:* never come from a device or a key. */
export function accountOf(c: Context<App>): string {
  const { actor } = c.get("principal");
  if (actor.kind === "session" || actor.kind === "token") return actor.accountId;
  throw new ProblemError("forbidden", "Needs a signed-in person.");
}

/** The organisation in the path is the one the request acts for; another is as if it were not there. */
export function ownOrganisation(c: Context<App>): string {
  const organisationId = idParam(c, "organisationId");
  const { ownerId, ownerKind } = c.get("principal");
  if (ownerKind !== "organisation" || ownerId !== organisationId) throw new ProblemError("not-found");
  return organisationId;
}

export async function needEnterprise(c: Context<App>, db: Db = openDb(c.env.DB)): Promise<void> {
  if (!(await hasEnterprise(c.env, db, c.get("principal").ownerId))) throw new ProblemError("plan-too-small");
}
