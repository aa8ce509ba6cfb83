import type { Context } from "hono";
import { uuidSchema } from "#contract/ids";
import { widgetKeyPatchSchema, widgetKeyRequestSchema } from "#contract/widget";
import { randomToken } from "../../adapters/digest.ts";
import { openDb } from "../../db/client.ts";
import {
  changeWidgetKey,
  findWidgetKey,
  insertWidgetKey,
  listWidgetKeys as list,
  revokeWidgetKey as revoke,
  type WidgetKey,
} from "../../db/widget-keys.ts";
import { shownText } from "../../domain/photo-name.ts";
import { originOf } from "../../domain/widget/origin.ts";
import type { App } from "../app-types.ts";
import { audit } from "../identity/audit.ts";
import { accountIdOf, noStore } from "../identity/person.ts";
import { ProblemError } from "../problem-answer.ts";
import { check, readJson } from "../read-request.ts";

const view = ({ keyId, name, key, origins, createdAtMs, lastUsedAtMs, revokedAtMs }: WidgetKey) => ({
  ...{ keyId, name, key, origins, createdAtMs, lastUsedAtMs, revokedAtMs },
});
const idOf = (c: Context<App>) => check(uuidSchema, c.req.param("keyId"), "keyId").toLowerCase();
const nameOf = (name: string): string => shownText(name) || "Widget";

function normal(origins: readonly string[]): string[] {
  const known = origins.map((text) => {
    const origin = originOf(text);
    if (origin === null) {
      throw new ProblemError("request-invalid", `origins: ${text} is not https://host or https://host:port.`);
    }
    return origin;
  });
  return [...new Set(known)].toSorted();
}

export async function listWidgetKeys(c: Context<App>): Promise<Response> {
  const rows = await list(openDb(c.env.DB), c.get("principal").ownerId);
  return c.json({ keys: rows.map(view) }, 200, noStore);
}

/** The key is the workspace's. It opens nothing of the workspace's, so it does not end with whoever made it. */
export async function createWidgetKey(c: Context<App>): Promise<Response> {
  const { name, origins } = await readJson(c, widgetKeyRequestSchema);
  const { ownerId } = c.get("principal");
  const key: WidgetKey = {
    ...{ keyId: crypto.randomUUID(), ownerId, name: nameOf(name), key: `cp_${randomToken()}` },
    ...{ origins: normal(origins), createdAtMs: Date.now(), lastUsedAtMs: null, revokedAtMs: null },
  };
  if (!(await insertWidgetKey(openDb(c.env.DB), key))) throw new ProblemError("limit-reached");
  audit(c, "widget-key-created", { accountId: accountIdOf(c), ownerId, keyId: key.keyId });
  return c.json(view(key), 201, noStore);
}

async function ownKey(c: Context<App>): Promise<WidgetKey> {
  const key = await findWidgetKey(openDb(c.env.DB), c.get("principal").ownerId, idOf(c));
  if (!key) throw new ProblemError("not-found");
  return key;
}

export async function patchWidgetKey(c: Context<App>): Promise<Response> {
  const { name, origins } = await readJson(c, widgetKeyPatchSchema);
  const { keyId, ownerId } = await ownKey(c);
  const change = { name: name === undefined ? name : nameOf(name), origins: origins && normal(origins) };
  await changeWidgetKey(openDb(c.env.DB), keyId, change);
  audit(c, "widget-key-changed", { accountId: accountIdOf(c), ownerId, keyId });
  return c.json(view(await ownKey(c)), 200, noStore);
}

export async function revokeWidgetKey(c: Context<App>): Promise<Response> {
  const { ownerId } = c.get("principal");
  const keyId = idOf(c);
  if (!(await revoke(openDb(c.env.DB), ownerId, keyId, Date.now()))) throw new ProblemError("not-found");
  audit(c, "widget-key-revoked", { accountId: accountIdOf(c), ownerId, keyId });
  return c.body(null, 204, noStore);
}
