import type { Context } from "hono";
import { getCookie } from "hono/cookie";
import * as v from "valibot";
import { apiKeySchema, visitorHeader, visitorSecretSchema, workspaceHeader } from "#contract/access";
import { deviceTokenSchema, uuidSchema } from "#contract/ids";
import { AccessTokens } from "../../adapters/access-token.ts";
import { sha256Hex } from "../../adapters/digest.ts";
import { type Db, openDb } from "../../db/client.ts";
import { ownerOfDevice } from "../../db/owners.ts";
import { findAccount, ownerKindOf, roleIn, useApiKey, useSession } from "../../db/principals.ts";
import type { Actor, Principal } from "../../domain/access/may.ts";
import type { App } from "../app-types.ts";
import { publishableKeyIn } from "../widget/cors.ts";
import { fromOurPages } from "./our-pages.ts";

const cookieName = "caliper";

/** Who asks, in whose name. Null: nobody we know (any more). An Authorization header, where there is one, decides alone. */
export async function readPrincipal(c: Context<App>): Promise<Principal | null> {
  const bearer = bearerOf(c);
  if (bearer === undefined) return bySession(c);
  if (v.is(deviceTokenSchema, bearer)) return byDevice(c, bearer);
  if (v.is(apiKeySchema, bearer)) return byKey(c, bearer);
  if (publishableKeyIn(c) !== null) return byPublishableKey(c);
  return byAccessToken(c, bearer);
}

function bearerOf(c: Context<App>): string | undefined {
  const header = c.req.header("authorization");
  return header === undefined ? undefined : (/^Bearer (\S+)$/i.exec(header)?.[1] ?? "");
}

/** The device whose token is shown, ended or not: who it is needs no database. */
export async function deviceShown(c: Context<App>): Promise<Actor | null> {
  const bearer = bearerOf(c);
  return v.is(deviceTokenSchema, bearer) ? { kind: "device", tokenSha256: await sha256Hex(bearer) } : null;
}

/** A visitor of another website: the key says whose, their secret which one. Only where visitors may come at all. */
async function byPublishableKey(c: Context<App>): Promise<Principal | null> {
  const key = c.get("widgetKey");
  const secret = c.req.header(visitorHeader);
  if (!key || !v.is(visitorSecretSchema, secret)) return null;
  const visitorId = await sha256Hex(`${key.keyId} ${secret}`);
  const ownerKind = await ownerKindOf(openDb(c.env.DB), key.ownerId);
  return { actor: { kind: "visitor", keyId: key.keyId, visitorId }, ownerId: key.ownerId, ownerKind, role: "viewer" };
}

export async function byDevice(c: Context<App>, token: string): Promise<Principal | null> {
  const db = openDb(c.env.DB);
  const tokenSha256 = await sha256Hex(token);
  const ownerId = await ownerOfDevice(db, tokenSha256);
  if (ownerId === null) return null;
  const ownerKind = ownerId === tokenSha256 ? "device" : await ownerKindOf(db, ownerId);
  return { actor: { kind: "device", tokenSha256 }, ownerId, ownerKind, role: "owner" };
}

async function byKey(c: Context<App>, secret: string): Promise<Principal | null> {
  const db = openDb(c.env.DB);
  const key = await useApiKey(db, await sha256Hex(secret), Date.now());
  if (!key) return null;
  const { keyId, scopes, ownerId, createdBy } = key;
  const ownerKind = await ownerKindOf(db, ownerId);
  // In an organisation a key does no more than its maker still may: it ends when they leave.
  const role = ownerKind === "organisation" ? await roleIn(db, ownerId, createdBy) : "owner";
  return role && { actor: { kind: "key", keyId, scopes }, ownerId, ownerKind, role };
}

async function byAccessToken(c: Context<App>, token: string): Promise<Principal | null> {
  const claims = await new AccessTokens(c.env.ACCESS_TOKEN_KEY, c.env.PUBLIC_ORIGIN).read(token);
  if (!claims) return null;
  const db = openDb(c.env.DB);
  const account = await findAccount(db, claims.accountId);
  // Signing out everywhere ends these too.
  if (!account || claims.issuedAtMs <= account.signedOutAtMs) return null;
  return inWorkspace(c, db, { kind: "token", accountId: claims.accountId }, claims.accountId);
}

export async function bySession(c: Context<App>): Promise<Principal | null> {
  const token = getCookie(c, cookieName, "host");
  if (token === undefined || !(readsOnly(c) || fromOurPages(c))) return null;
  const db = openDb(c.env.DB);
  const found = await useSession(db, await sha256Hex(token), Date.now());
  if (!found) return null;
  const { accountId, isAdmin } = found.account;
  const actor: Actor = { kind: "session", accountId, sessionId: found.session.sessionId, isAdmin };
  return inWorkspace(c, db, actor, accountId);
}

/** A cookie is sent by any page that points here; what changes something must come from our own (or say so). */
const readsOnly = (c: Context<App>): boolean => c.req.method === "GET" || c.req.method === "HEAD";

async function inWorkspace(c: Context<App>, db: Db, actor: Actor, accountId: string): Promise<Principal | null> {
  const workspace = c.req.header(workspaceHeader)?.toLowerCase();
  if (workspace === undefined || workspace === accountId) {
    return { actor, ownerId: accountId, ownerKind: "account", role: "owner" };
  }
  const role = v.is(uuidSchema, workspace) ? await roleIn(db, workspace, accountId) : null;
  return role && { actor, ownerId: workspace, ownerKind: "organisation", role };
}
