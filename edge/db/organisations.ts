import { and, asc, eq, type SQL, sql } from "drizzle-orm";
import type { Role } from "#contract/access";
import { type Brand, organisationLimits } from "#contract/organisation";
import { runBatch } from "./batch.ts";
import type { Db } from "./client.ts";
import { accounts, brandLogos, members, organisations } from "./schema.ts";

export type OrganisationRow = typeof organisations.$inferSelect;

export interface Membership {
  readonly organisation: OrganisationRow;
  readonly role: Role;
  readonly memberCount: number;
  readonly logoSha256: string | null;
}

const membership = (db: Db) =>
  db
    .select({
      organisation: organisations,
      role: members.role,
      memberCount: sql<number>`(SELECT count(*) FROM members m WHERE m.owner_id = ${organisations.ownerId})`,
      logoSha256: brandLogos.sha256,
    })
    .from(members)
    .innerJoin(organisations, eq(organisations.ownerId, members.ownerId))
    .leftJoin(brandLogos, eq(brandLogos.ownerId, organisations.ownerId));

export async function organisationsOf(db: Db, accountId: string): Promise<Membership[]> {
  return membership(db).where(eq(members.accountId, accountId)).orderBy(asc(organisations.createdAtMs));
}

export async function membershipIn(db: Db, ownerId: string, accountId: string): Promise<Membership | null> {
  const rows = await membership(db).where(and(eq(members.ownerId, ownerId), eq(members.accountId, accountId)));
  return rows[0] ?? null;
}

/**
 * Makes an organisation with its first owner. It begins without free models: else everybody could make trials without
 * end. False: the id stands for something else, or the account owns too many.
 */
export async function insertOrganisation(
  db: Db,
  made: { ownerId: string; name: string; accountId: string; createdAtMs: number },
  nowMs: number,
): Promise<boolean> {
  const { ownerId, name, accountId, createdAtMs } = made;
  const mine = sql`EXISTS (SELECT 1 FROM organisations WHERE owner_id = ${ownerId})
    AND NOT EXISTS (SELECT 1 FROM members WHERE owner_id = ${ownerId})`;
  const [first] = await runBatch(db, [
    sql`INSERT INTO owners (owner_id, kind, created_at_ms) SELECT ${ownerId}, 'organisation', ${nowMs}
      WHERE NOT EXISTS (SELECT 1 FROM owners WHERE owner_id = ${ownerId})
        AND NOT EXISTS (SELECT 1 FROM erasures WHERE owner_id = ${ownerId})
        AND (SELECT count(*) FROM members WHERE account_id = ${accountId} AND role = 'owner') < ${organisationLimits.ownedMax}`,
    sql`INSERT INTO organisations (owner_id, name, created_at_ms) SELECT ${ownerId}, ${name}, ${createdAtMs}
      WHERE changes() = 1`,
    sql`INSERT INTO allowances (owner_id, plan, models_per_month, models_per_day, overage_models_max, period_from_ms,
        period_to_ms, read_only, updated_at_ms)
      SELECT ${ownerId}, 'trial', 0, NULL, 0, 0, 8640000000000000, 0, ${nowMs} WHERE ${mine} ON CONFLICT DO NOTHING`,
    sql`INSERT INTO members (owner_id, account_id, role, joined_at_ms)
      SELECT ${ownerId}, ${accountId}, 'owner', ${nowMs} WHERE ${mine}`,
  ]);
  return first === 1;
}

/** Only by one of its owners. */
export async function renameOrganisation(db: Db, ownerId: string, name: string, accountId: string): Promise<void> {
  await db.run(
    sql`UPDATE organisations SET name = ${name} WHERE owner_id = ${ownerId} AND ${isOwner(ownerId, accountId)}`,
  );
}

const isOwner = (ownerId: string, accountId: string): SQL =>
  sql`EXISTS (SELECT 1 FROM members WHERE owner_id = ${ownerId} AND account_id = ${accountId} AND role = 'owner')`;

const rowsOf = [
  ...["organisations", "members", "invitations", "brand_logos", "batches", "batch_imports", "webhooks", "api_keys"],
  ...["notices", "notice_choices", "push_subscriptions", "mails", "allowances", "owners"],
];

/** False: it holds scans, or has been a customer (then it goes by erasure). */
export async function deleteOrganisation(db: Db, ownerId: string, accountId: string): Promise<boolean> {
  const gone = sql`NOT EXISTS (SELECT 1 FROM organisations WHERE owner_id = ${ownerId})`;
  const [first] = await runBatch(db, [
    sql`DELETE FROM organisations WHERE owner_id = ${ownerId} AND ${isOwner(ownerId, accountId)}
      AND NOT EXISTS (SELECT 1 FROM scans WHERE owner_id = ${ownerId})
      AND NOT EXISTS (SELECT 1 FROM customers WHERE owner_id = ${ownerId})`,
    sql`DELETE FROM deliveries WHERE ${gone} AND webhook_id IN (SELECT webhook_id FROM webhooks WHERE owner_id = ${ownerId})`,
    sql`DELETE FROM batch_scans WHERE ${gone} AND batch_id IN (SELECT batch_id FROM batches WHERE owner_id = ${ownerId})`,
    ...rowsOf.slice(1).map((t) => sql`DELETE FROM ${sql.identifier(t)} WHERE owner_id = ${ownerId} AND ${gone}`),
  ]);
  return first === 1;
}

export async function membersOf(db: Db, ownerId: string) {
  return db
    .select({
      accountId: members.accountId,
      name: accounts.name,
      email: accounts.email,
      role: members.role,
      joinedAtMs: members.joinedAtMs,
    })
    .from(members)
    .innerJoin(accounts, eq(accounts.accountId, members.accountId))
    .where(eq(members.ownerId, ownerId))
    .orderBy(asc(members.joinedAtMs));
}

/** Another owner stays, whoever else is demoting at this moment: the count is part of the statement that changes. */
const anotherOwner = (ownerId: string, accountId: string): SQL =>
  sql`EXISTS (SELECT 1 FROM members o WHERE o.owner_id = ${ownerId} AND o.role = 'owner' AND o.account_id <> ${accountId})`;

/** Who is no owner any more must not keep a key that acts as one. */
const endKeysSql = (ownerId: string, accountId: string, nowMs: number): SQL =>
  sql`UPDATE api_keys SET revoked_at_ms = ${nowMs} WHERE owner_id = ${ownerId} AND created_by = ${accountId}
    AND revoked_at_ms IS NULL AND NOT ${isOwner(ownerId, accountId)}`;

/** False: nothing changed, because the actor is no owner (any more), there is no such member, or no owner would be left. */
export async function setRole(
  db: Db,
  ownerId: string,
  accountId: string,
  role: Role,
  by: string,
  nowMs: number,
): Promise<boolean> {
  const [first] = await runBatch(db, [
    sql`UPDATE members SET role = ${role} WHERE owner_id = ${ownerId} AND account_id = ${accountId}
      AND ${isOwner(ownerId, by)} AND (${role === "owner" ? 1 : 0} OR role <> 'owner' OR ${anotherOwner(ownerId, accountId)})`,
    endKeysSql(ownerId, accountId, nowMs),
  ]);
  return first === 1;
}

/** `by` is an owner, or the member themselves. */
export async function removeMember(
  db: Db,
  ownerId: string,
  accountId: string,
  by: string,
  nowMs: number,
): Promise<boolean> {
  const [first] = await runBatch(db, [
    sql`DELETE FROM members WHERE owner_id = ${ownerId} AND account_id = ${accountId}
      AND (${by === accountId ? 1 : 0} OR ${isOwner(ownerId, by)})
      AND (role <> 'owner' OR ${anotherOwner(ownerId, accountId)})`,
    endKeysSql(ownerId, accountId, nowMs),
  ]);
  return first === 1;
}

export async function setBrand(db: Db, ownerId: string, brand: Brand | null): Promise<void> {
  await runBatch(db, [
    sql`UPDATE organisations SET brand = ${brand && JSON.stringify(brand)} WHERE owner_id = ${ownerId}`,
    ...(brand ? [] : [sql`DELETE FROM brand_logos WHERE owner_id = ${ownerId}`]),
  ]);
}

export type LogoRow = typeof brandLogos.$inferSelect;

export async function putLogo(db: Db, row: Omit<LogoRow, "bytes"> & { bytes: Uint8Array }): Promise<void> {
  await db.run(sql`INSERT INTO brand_logos (owner_id, media, sha256, bytes, updated_at_ms)
    SELECT ${row.ownerId}, ${row.media}, ${row.sha256}, ${row.bytes}, ${row.updatedAtMs}
    WHERE EXISTS (SELECT 1 FROM organisations WHERE owner_id = ${row.ownerId})
    ON CONFLICT (owner_id) DO UPDATE SET media = excluded.media, sha256 = excluded.sha256, bytes = excluded.bytes,
      updated_at_ms = excluded.updated_at_ms`);
}

export async function readLogo(db: Db, ownerId: string) {
  return db.$client
    .prepare("SELECT media, sha256, bytes FROM brand_logos WHERE owner_id = ?")
    .bind(ownerId)
    .first<{ media: string; sha256: string; bytes: number[] | ArrayBuffer }>();
}

export interface BrandOf extends Brand {
  /** For a link that changes with the logo; null: there is none. */
  readonly logoSha256: string | null;
}

/** An owner's own look, for pages and mails; null: Caliper's. */
export async function brandOf(db: Db, ownerId: string): Promise<BrandOf | null> {
  const rows = await db
    .select({ brand: organisations.brand, logoSha256: brandLogos.sha256 })
    .from(organisations)
    .leftJoin(brandLogos, eq(brandLogos.ownerId, organisations.ownerId))
    .where(eq(organisations.ownerId, ownerId));
  const found = rows[0];
  return found?.brand ? { ...found.brand, logoSha256: found.logoSha256 } : null;
}
