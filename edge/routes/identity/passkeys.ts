import type { Context } from "hono";
import { credentialIdSchema, passkeyPatchSchema, registrationSchema } from "#contract/identity";
import { openDb } from "../../db/client.ts";
import {
  findPasskey,
  listPasskeys as list,
  type PasskeyRow,
  deletePasskey as remove,
  renamePasskey as rename,
} from "../../db/passkeys.ts";
import { shownText } from "../../domain/photo-name.ts";
import { addPasskey as add, registrationOptions } from "../../flows/identity/passkeys.ts";
import type { App } from "../app-types.ts";
import { ProblemError } from "../problem-answer.ts";
import { check, readJson } from "../read-request.ts";
import { audit } from "./audit.ts";
import { accountIdOf, accountOf, noStore } from "./person.ts";
import { partyOf, sendMailsSoon } from "./sign-in.ts";

const view = ({ credentialId, name, createdAtMs, lastUsedAtMs }: PasskeyRow) => ({
  ...{ credentialId, name, createdAtMs, lastUsedAtMs },
});
const credentialIdOf = (c: Context<App>): string =>
  check(credentialIdSchema, c.req.param("credentialId"), "credentialId");

export async function listPasskeys(c: Context<App>): Promise<Response> {
  const rows = await list(openDb(c.env.DB), accountIdOf(c));
  return c.json({ passkeys: rows.map(view) }, 200, noStore);
}

export async function askRegistration(c: Context<App>): Promise<Response> {
  return c.json(await registrationOptions(c.env, partyOf(c), await accountOf(c), Date.now()), 200, noStore);
}

export async function addPasskey(c: Context<App>): Promise<Response> {
  const { name, credential } = await readJson(c, registrationSchema);
  const account = await accountOf(c);
  const wish = { name: shownText(name) || "Passkey", credential };
  const added = await add(c.env, partyOf(c), account, wish, Date.now());
  if (!added.ok) throw new ProblemError(added.code);
  sendMailsSoon(c);
  audit(c, "passkey-added", { accountId: account.accountId, credentialId: added.row.credentialId });
  return c.json(view(added.row), 201, noStore);
}

export async function renamePasskey(c: Context<App>): Promise<Response> {
  const { name } = await readJson(c, passkeyPatchSchema);
  const row = await rename(openDb(c.env.DB), accountIdOf(c), credentialIdOf(c), shownText(name) || "Passkey");
  if (!row) throw new ProblemError("not-found");
  return c.json(view(row), 200, noStore);
}

export async function deletePasskey(c: Context<App>): Promise<Response> {
  const accountId = accountIdOf(c);
  const credentialId = credentialIdOf(c);
  const db = openDb(c.env.DB);
  if (!(await remove(db, accountId, credentialId))) {
    const own = (await findPasskey(db, credentialId))?.accountId === accountId;
    throw new ProblemError(own ? "last-way-in" : "not-found");
  }
  audit(c, "passkey-deleted", { accountId, credentialId });
  return c.body(null, 204, noStore);
}
