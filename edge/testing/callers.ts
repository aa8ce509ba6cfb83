import { keyScopes, type Role } from "#contract/access";
import { AccessTokens } from "../adapters/access-token.ts";
import { randomToken, sha256Hex } from "../adapters/digest.ts";
import { found, type Person, signIn } from "./people.ts";
import type { TestSystem } from "./test-system.ts";

/** Everybody who may come to a door: how they show who they are. */
export const callerNames = [
  ...(["anonymous", "device", "person", "personsToken", "viewer", "operator", "owner", "organisationKey"] as const),
  ...(["admin", "otherUser", "otherOrganisation", "keyWithoutScope", "revokedKey", "expiredToken"] as const),
  ...(["signedOut", "foreignPage", "visitor", "visitorElsewhere"] as const),
] as const;
export type CallerName = (typeof callerNames)[number];

export interface Callers {
  readonly organisationId: string;
  readonly headers: Readonly<Record<CallerName, Readonly<Record<string, string>>>>;
}

const own = "http://edge.test";

/** A new organisation with its people, and strangers; each call makes all of them anew. */
export async function gatherCallers(s: TestSystem): Promise<Callers> {
  const people = await Promise.all(Array.from({ length: 7 }, () => signIn(s)));
  const [owner, operator, viewer, person, admin, stranger, gone] = people as [Person, ...Person[]] & Person[];
  if (!operator || !viewer || !person || !admin || !stranger || !gone) throw new Error("somebody is missing");
  const members: Record<string, Role> = {
    [owner.accountId]: "owner",
    [operator.accountId]: "operator",
    [viewer.accountId]: "viewer",
  };
  const organisationId = await found(s, members);
  const elsewhere = await found(s, { [stranger.accountId]: "owner" });
  await s.env.DB.batch([
    s.env.DB.prepare("UPDATE accounts SET is_admin = 1 WHERE account_id = ?").bind(admin.accountId),
    s.env.DB.prepare("UPDATE sessions SET revoked_at_ms = 1 WHERE account_id = ?").bind(gone.accountId),
  ]);
  const tokens = new AccessTokens(s.env.ACCESS_TOKEN_KEY, s.env.PUBLIC_ORIGIN);
  const nowMs = Date.now();
  const key = (scopes: readonly string[], revokedAtMs: number | null = null) =>
    addKey(s, organisationId, owner.accountId, scopes, revokedAtMs);
  const session = ({ cookie }: Person, workspace?: string) => ({
    ...{ cookie, origin: own },
    ...(workspace ? { "x-caliper-workspace": workspace } : {}),
  });
  const widgetKey = await addWidgetKey(s, organisationId, "https://site.example");
  const visitor = { ...{ authorization: `Bearer ${widgetKey}` }, "x-caliper-visitor": `cv_${randomToken()}` };
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  return {
    organisationId,
    headers: {
      anonymous: { origin: own },
      device: bearer(`cd_${randomToken()}`),
      person: session(person),
      personsToken: bearer(await tokens.mint(person.accountId, nowMs, 900_000)),
      viewer: session(viewer, organisationId),
      operator: session(operator, organisationId),
      owner: session(owner, organisationId),
      organisationKey: bearer(await key(keyScopes)),
      admin: session(admin),
      otherUser: session(stranger, elsewhere),
      otherOrganisation: session(stranger, organisationId),
      keyWithoutScope: bearer(await key([])),
      revokedKey: bearer(await key(keyScopes, 1)),
      expiredToken: bearer(await tokens.mint(person.accountId, nowMs - 120_000, 60_000)),
      signedOut: session(gone),
      visitor: { ...visitor, origin: "https://site.example" },
      visitorElsewhere: { ...visitor, origin: "https://site.example:8443" },
      foreignPage: { ...session(owner, organisationId), origin: "https://elsewhere.example" },
    },
  };
}

/** A publishable key for pages of one origin. */
export async function addWidgetKey(s: TestSystem, ownerId: string, origin: string): Promise<string> {
  const key = `cp_${randomToken()}`;
  const keyId = crypto.randomUUID();
  await s.env.DB.batch([
    s.env.DB.prepare(
      "INSERT INTO widget_keys (key_id, owner_id, name, key, created_at_ms) VALUES (?, ?, 'a page', ?, 1)",
    ).bind(keyId, ownerId, key),
    s.env.DB.prepare("INSERT INTO widget_origins (key_id, origin) VALUES (?, ?)").bind(keyId, origin),
  ]);
  return key;
}

async function addKey(
  s: TestSystem,
  ownerId: string,
  createdBy: string,
  scopes: readonly string[],
  revokedAtMs: number | null,
): Promise<string> {
  const secret = `ck_${randomToken()}`;
  await s.env.DB.prepare(
    `INSERT INTO api_keys (key_id, owner_id, created_by, name, prefix, secret_sha256, scopes, created_at_ms, revoked_at_ms)
      VALUES (?, ?, ?, 'a program', 'ck_', ?, ?, 1, ?)`,
  )
    .bind(crypto.randomUUID(), ownerId, createdBy, await sha256Hex(secret), JSON.stringify(scopes), revokedAtMs)
    .run();
  return secret;
}
