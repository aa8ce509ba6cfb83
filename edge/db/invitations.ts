import { and, asc, eq, gt, isNull, type SQL, sql } from "drizzle-orm";
import { organisationLimits } from "#contract/organisation";
import { runBatch } from "./batch.ts";
import type { Db } from "./client.ts";
import { mailSql, type NewMail } from "./mails.ts";
import { invitations } from "./schema.ts";

export type InvitationRow = typeof invitations.$inferSelect;

export async function openInvitations(db: Db, ownerId: string, nowMs: number): Promise<InvitationRow[]> {
  return db
    .select()
    .from(invitations)
    .where(and(eq(invitations.ownerId, ownerId), isNull(invitations.acceptedAtMs), gt(invitations.expiresAtMs, nowMs)))
    .orderBy(asc(invitations.createdAtMs));
}

export async function findInvitation(db: Db, invitationId: string): Promise<InvitationRow | undefined> {
  return (await db.select().from(invitations).where(eq(invitations.invitationId, invitationId)))[0];
}

export async function findInvitationByToken(db: Db, tokenSha256: string): Promise<InvitationRow | undefined> {
  return (await db.select().from(invitations).where(eq(invitations.tokenSha256, tokenSha256)))[0];
}

const room = (ownerId: string, nowMs: number): SQL =>
  sql`(SELECT count(*) FROM members WHERE owner_id = ${ownerId}) < ${organisationLimits.membersMax}
    AND (SELECT count(*) FROM invitations WHERE owner_id = ${ownerId} AND accepted_at_ms IS NULL
      AND expires_at_ms > ${nowMs}) < ${organisationLimits.invitationsMax}`;

const dayMs = 86_400_000;
/** False: that organisation has sent as many mails today, or as many to that address, as it may. */
const mayMail = (ownerId: string, email: string, nowMs: number): SQL =>
  sql`(SELECT count(*) FROM invitations WHERE owner_id = ${ownerId} AND created_at_ms > ${nowMs - dayMs})
      < ${organisationLimits.invitationsPerDayMax}
    AND (SELECT count(*) FROM invitations WHERE owner_id = ${ownerId} AND created_at_ms > ${nowMs - dayMs}
      AND email = ${email}) < ${organisationLimits.invitationsPerAddressADayMax}`;

export async function mayInvite(db: Db, ownerId: string, email: string, nowMs: number): Promise<boolean> {
  return (await db.all(sql`SELECT 1 WHERE ${mayMail(ownerId, email, nowMs)}`)).length > 0;
}

/** The invitation and its mail in one batch. An earlier one to the same address ends. False: there are too many. */
export async function insertInvitation(
  db: Db,
  row: Omit<InvitationRow, "acceptedAtMs">,
  mail: NewMail,
): Promise<boolean> {
  const { invitationId, tokenSha256, ownerId, email, role, invitedBy, createdAtMs, expiresAtMs } = row;
  const mine = sql`EXISTS (SELECT 1 FROM invitations WHERE invitation_id = ${invitationId} AND token_sha256 = ${tokenSha256})`;
  const [first] = await runBatch(db, [
    sql`INSERT INTO invitations (invitation_id, token_sha256, owner_id, email, role, invited_by, created_at_ms, expires_at_ms)
      SELECT ${invitationId}, ${tokenSha256}, ${ownerId}, ${email}, ${role}, ${invitedBy}, ${createdAtMs}, ${expiresAtMs}
      WHERE ${room(ownerId, createdAtMs)} AND ${mayMail(ownerId, email, createdAtMs)} ON CONFLICT DO NOTHING`,
    sql`UPDATE invitations SET expires_at_ms = ${createdAtMs} WHERE owner_id = ${ownerId} AND email = ${email}
      AND invitation_id <> ${invitationId} AND accepted_at_ms IS NULL AND expires_at_ms > ${createdAtMs} AND ${mine}`,
    mailSql(mail, mine, createdAtMs),
  ]);
  return first === 1;
}

/** It ends; its row stays, so that it counts among the day's. */
export async function endInvitation(db: Db, ownerId: string, invitationId: string, nowMs: number): Promise<void> {
  await db.run(sql`UPDATE invitations SET expires_at_ms = ${nowMs} WHERE owner_id = ${ownerId}
    AND invitation_id = ${invitationId} AND accepted_at_ms IS NULL AND expires_at_ms > ${nowMs}`);
}

/** Good once, in time, for the account whose confirmed address it is for: one statement decides. */
export async function acceptInvitation(
  db: Db,
  tokenSha256: string,
  accountId: string,
  nowMs: number,
): Promise<boolean> {
  const [first] = await runBatch(db, [
    sql`UPDATE invitations SET accepted_at_ms = ${nowMs} WHERE token_sha256 = ${tokenSha256}
      AND accepted_at_ms IS NULL AND expires_at_ms > ${nowMs}
      AND email = (SELECT email FROM accounts WHERE account_id = ${accountId})
      AND EXISTS (SELECT 1 FROM organisations o WHERE o.owner_id = invitations.owner_id)
      AND (SELECT count(*) FROM members m WHERE m.owner_id = invitations.owner_id) < ${organisationLimits.membersMax}`,
    // Who is a member already keeps their role: an invitation must not take the last owner away.
    sql`INSERT INTO members (owner_id, account_id, role, joined_at_ms)
      SELECT owner_id, ${accountId}, role, ${nowMs} FROM invitations WHERE token_sha256 = ${tokenSha256} AND changes() = 1
      ON CONFLICT DO NOTHING`,
  ]);
  return first === 1;
}
