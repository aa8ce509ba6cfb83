import type { Context } from "hono";
import { invitationAcceptSchema, invitationPutSchema, organisationLimits } from "#contract/organisation";
import { randomToken, sha256Hex } from "../../adapters/digest.ts";
import { type Db, openDb } from "../../db/client.ts";
import {
  acceptInvitation,
  endInvitation,
  findInvitation,
  findInvitationByToken,
  insertInvitation,
  mayInvite,
} from "../../db/invitations.ts";
import { membershipIn } from "../../db/organisations.ts";
import { findAccount } from "../../db/principals.ts";
import { invitationMail } from "../../domain/organisation/invitation-mail.ts";
import { hasEnterprise } from "../../flows/organisations/plan-gate.ts";
import type { App } from "../app-types.ts";
import { ProblemError } from "../problem-answer.ts";
import { readJson } from "../read-request.ts";
import { accountOf, idParam, needEnterprise, ownOrganisation } from "./in-organisation.ts";
import { invitationView } from "./members.ts";
import { organisationView } from "./organisations.ts";

/** The token is in the mail alone. The same invitation again sends no second mail. */
export async function putInvitation(c: Context<App>): Promise<Response> {
  const ownerId = ownOrganisation(c);
  const invitationId = idParam(c, "invitationId");
  const { email, role } = await readJson(c, invitationPutSchema);
  const db = openDb(c.env.DB);
  await needEnterprise(c, db);
  const before = await findInvitation(db, invitationId);
  if (before) {
    const same = before.ownerId === ownerId && before.email === email && before.role === role;
    if (!same) throw new ProblemError("id-taken");
    return c.json(invitationView(before));
  }
  const createdAtMs = Date.now();
  const invitedBy = accountOf(c);
  const token = `ci_${randomToken()}`;
  const expiresAtMs = createdAtMs + organisationLimits.invitationLifeMs;
  const row = {
    invitationId,
    tokenSha256: await sha256Hex(token),
    ownerId,
    email,
    role,
    invitedBy,
    createdAtMs,
    expiresAtMs,
  };
  const { subject, body } = await mailOf(c, db, row, token);
  const mail = { ownerId, recipient: email, subject, body, notAfterMs: expiresAtMs };
  if (!(await insertInvitation(db, row, mail))) {
    if (await mayInvite(db, ownerId, email, createdAtMs)) throw new ProblemError("members-too-many");
    throw new ProblemError("rate-limited", "Too many invitations today.", { "retry-after": "86400" });
  }
  return c.json(invitationView({ ...row, acceptedAtMs: null }), 201);
}

async function mailOf(
  c: Context<App>,
  db: Db,
  row: { ownerId: string; invitedBy: string; role: "owner" | "operator" | "viewer"; expiresAtMs: number },
  token: string,
) {
  const inviter = await findAccount(db, row.invitedBy);
  const found = await membershipIn(db, row.ownerId, row.invitedBy);
  const brand = found?.organisation.brand ?? null;
  return invitationMail({
    inviter: inviter?.name || inviter?.email || "",
    organisation: found?.organisation.name ?? "",
    product: brand?.name ?? "Caliper",
    supportEmail: brand?.supportEmail ?? null,
    role: row.role,
    // Behind the # it reaches neither a server's log nor a Referer.
    link: `${c.env.PUBLIC_ORIGIN}/invitation#${token}`,
    expiresAtMs: row.expiresAtMs,
  });
}

export async function deleteInvitationRoute(c: Context<App>): Promise<Response> {
  await endInvitation(openDb(c.env.DB), ownOrganisation(c), idParam(c, "invitationId"), Date.now());
  return c.body(null, 204);
}

export async function acceptInvitationRoute(c: Context<App>): Promise<Response> {
  const { token } = await readJson(c, invitationAcceptSchema);
  const accountId = accountOf(c);
  const tokenSha256 = await sha256Hex(token);
  const db = openDb(c.env.DB);
  const nowMs = Date.now();
  const invitation = await findInvitationByToken(db, tokenSha256);
  const stands = invitation && invitation.acceptedAtMs === null && invitation.expiresAtMs > nowMs;
  if (!stands) throw new ProblemError("invitation-invalid");
  if ((await findAccount(db, accountId))?.email !== invitation.email) throw new ProblemError("invitation-for-another");
  if (!(await hasEnterprise(c.env, db, invitation.ownerId))) throw new ProblemError("plan-too-small");
  if (!(await acceptInvitation(db, tokenSha256, accountId, nowMs))) {
    const again = await findInvitationByToken(db, tokenSha256);
    throw new ProblemError(again?.acceptedAtMs === null ? "members-too-many" : "invitation-invalid");
  }
  const found = await membershipIn(db, invitation.ownerId, accountId);
  if (!found) throw new ProblemError("invitation-invalid");
  return c.json(organisationView(c, found));
}
