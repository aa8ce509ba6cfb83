import type { Context } from "hono";
import { type KeyScope, keyScopes } from "#contract/access";
import { keyRequestSchema } from "#contract/identity";
import { uuidSchema } from "#contract/ids";
import { randomToken, sha256Hex } from "../../adapters/digest.ts";
import { insertKey, listKeys as list, revokeKey as revoke } from "../../db/api-keys.ts";
import { openDb } from "../../db/client.ts";
import type { ApiKeyRow } from "../../db/principals.ts";
import { shownText } from "../../domain/photo-name.ts";
import type { App } from "../app-types.ts";
import { ProblemError } from "../problem-answer.ts";
import { check, readJson } from "../read-request.ts";
import { audit } from "./audit.ts";
import { accountIdOf, noStore } from "./person.ts";

const prefixChars = 9;

const view = (key: ApiKeyRow) => {
  const { keyId, name, prefix, createdAtMs, expiresAtMs, lastUsedAtMs, revokedAtMs } = key;
  const scopes = key.scopes.filter((s): s is KeyScope => (keyScopes as readonly string[]).includes(s));
  return { keyId, name, prefix, scopes, createdAtMs, expiresAtMs, lastUsedAtMs, revokedAtMs };
};

export async function listKeys(c: Context<App>): Promise<Response> {
  const rows = await list(openDb(c.env.DB), c.get("principal").ownerId);
  return c.json({ keys: rows.map(view) }, 200, noStore);
}

/** The key is the workspace's; what it may do is bounded by its scopes and by what its maker may. */
export async function createKey(c: Context<App>): Promise<Response> {
  const { name, scopes, expiresAtMs } = await readJson(c, keyRequestSchema);
  const nowMs = Date.now();
  if (expiresAtMs !== null && expiresAtMs <= nowMs) throw new ProblemError("request-invalid", "expiresAtMs: is past.");
  const secret = `ck_${randomToken()}`;
  const { ownerId } = c.get("principal");
  const key: ApiKeyRow = {
    ...{ keyId: crypto.randomUUID(), ownerId, createdBy: accountIdOf(c), name: shownText(name) || "Key" },
    ...{ prefix: secret.slice(0, prefixChars), secretSha256: await sha256Hex(secret), scopes: [...new Set(scopes)] },
    ...{ createdAtMs: nowMs, expiresAtMs, lastUsedAtMs: null, revokedAtMs: null },
  };
  if (!(await insertKey(openDb(c.env.DB), key))) throw new ProblemError("limit-reached");
  audit(c, "key-created", { accountId: key.createdBy, ownerId, keyId: key.keyId, scopes: key.scopes.join(" ") });
  return c.json({ ...view(key), secret }, 201, noStore);
}

export async function revokeKey(c: Context<App>): Promise<Response> {
  const { ownerId } = c.get("principal");
  const keyId = check(uuidSchema, c.req.param("keyId"), "keyId").toLowerCase();
  if (!(await revoke(openDb(c.env.DB), ownerId, keyId, Date.now()))) throw new ProblemError("not-found");
  audit(c, "key-revoked", { accountId: accountIdOf(c), ownerId, keyId });
  return c.body(null, 204, noStore);
}
