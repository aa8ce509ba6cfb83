import type { Context } from "hono";
import { type InvitationView, type MemberList, memberPutSchema } from "#contract/organisation";
import { type Db, openDb } from "../../db/client.ts";
import { type InvitationRow, openInvitations } from "../../db/invitations.ts";
import { membersOf, removeMember, setRole } from "../../db/organisations.ts";
import { roleIn } from "../../db/principals.ts";
import type { App } from "../app-types.ts";
import { ProblemError } from "../problem-answer.ts";
import { readJson } from "../read-request.ts";
import { accountOf, idParam, ownOrganisation } from "./in-organisation.ts";

export const invitationView = (row: InvitationRow): InvitationView => {
  const { invitationId, email, role, createdAtMs, expiresAtMs } = row;
  return { invitationId, email, role, createdAtMs, expiresAtMs };
};

async function memberList(db: Db, ownerId: string): Promise<MemberList> {
  const invitations = await openInvitations(db, ownerId, Date.now());
  return { members: await membersOf(db, ownerId), invitations: invitations.map(invitationView) };
}

export async function listMembers(c: Context<App>): Promise<Response> {
  const list = await memberList(openDb(c.env.DB), ownOrganisation(c));
  return c.json(list, 200, { "cache-control": "no-store" });
}

export async function putMember(c: Context<App>): Promise<Response> {
  const ownerId = ownOrganisation(c);
  const accountId = idParam(c, "accountId");
  const { role } = await readJson(c, memberPutSchema);
  const by = accountOf(c);
  const db = openDb(c.env.DB);
  if (!(await setRole(db, ownerId, accountId, role, by, Date.now()))) await refuse(db, ownerId, accountId, by);
  return c.json(await memberList(db, ownerId), 200, { "cache-control": "no-store" });
}

/** Nothing was changed: whoever asked is no owner any more, there is no such member, or they are the last owner. */
async function refuse(db: Db, ownerId: string, accountId: string, by: string): Promise<never> {
  if ((await roleIn(db, ownerId, by)) !== "owner") throw new ProblemError("forbidden", "No owner any more.");
  throw new ProblemError((await roleIn(db, ownerId, accountId)) === null ? "not-found" : "last-owner");
}

/** Removing who is not there is done already. */
export async function deleteMember(c: Context<App>): Promise<Response> {
  const ownerId = ownOrganisation(c);
  const accountId = idParam(c, "accountId");
  const by = accountOf(c);
  const db = openDb(c.env.DB);
  const removed = await removeMember(db, ownerId, accountId, by, Date.now());
  if (!removed && (await roleIn(db, ownerId, accountId)) !== null) await refuse(db, ownerId, accountId, by);
  return c.body(null, 204);
}

/** In one's own workspace or the organisation's. */
export async function leaveOrganisation(c: Context<App>): Promise<Response> {
  const organisationId = idParam(c, "organisationId");
  const accountId = accountOf(c);
  const db = openDb(c.env.DB);
  if (await removeMember(db, organisationId, accountId, accountId, Date.now())) return c.body(null, 204);
  throw new ProblemError((await roleIn(db, organisationId, accountId)) === null ? "not-found" : "last-owner");
}
