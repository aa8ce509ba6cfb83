import type { Context } from "hono";
import { accountPatchSchema, codeProofSchema, codeRequestSchema } from "#contract/identity";
import { changeEmail as change, renameAccount } from "../../db/accounts.ts";
import { openDb } from "../../db/client.ts";
import { emailChangedMail } from "../../domain/identity/mails.ts";
import { isAdminEmail } from "../../domain/identity/sign-in-rules.ts";
import { shownText } from "../../domain/photo-name.ts";
import { proveCode, sendCode } from "../../flows/identity/email-codes.ts";
import type { App } from "../app-types.ts";
import { ProblemError } from "../problem-answer.ts";
import { readJson } from "../read-request.ts";
import { accountView } from "./account-view.ts";
import { audit } from "./audit.ts";
import { accountIdOf, accountOf, ipOf, noStore } from "./person.ts";
import { sendMailsSoon } from "./sign-in.ts";

export async function getAccount(c: Context<App>): Promise<Response> {
  return c.json(await accountView(c.env, accountIdOf(c)), 200, noStore);
}

export async function patchAccount(c: Context<App>): Promise<Response> {
  const { name } = await readJson(c, accountPatchSchema);
  await renameAccount(openDb(c.env.DB), accountIdOf(c), shownText(name));
  return getAccount(c);
}

export async function askEmailChange(c: Context<App>): Promise<Response> {
  const { email } = await readJson(c, codeRequestSchema);
  const wish = { email, purpose: "change-email", accountId: accountIdOf(c), ip: ipOf(c) } as const;
  const sent = await sendCode(c.env, wish, Date.now());
  if (!sent.ok) throw new ProblemError(sent.code);
  sendMailsSoon(c);
  return c.json({ codeId: sent.codeId, expiresAtMs: sent.expiresAtMs }, 202, noStore);
}

/** That an address is another account's is told only to who has shown that they read its mail. */
export async function changeEmail(c: Context<App>): Promise<Response> {
  const proof = await readJson(c, codeProofSchema);
  const account = await accountOf(c);
  const { accountId } = account;
  const nowMs = Date.now();
  const email = await proveCode(c.env, proof, "change-email", accountId, nowMs);
  if (email === null) throw new ProblemError("code-refused");
  const codeId = proof.codeId.toLowerCase();
  const isAdmin = isAdminEmail(c.env.ADMIN_EMAILS, email);
  const before = account.email === email ? null : account.email;
  const notice = before ? { ownerId: accountId, recipient: before, ...emailChangedMail(email) } : null;
  const wish = { codeId, accountId, email, isAdmin, usedBy: crypto.randomUUID(), notice };
  if (!(await change(openDb(c.env.DB), wish, nowMs))) throw new ProblemError("email-taken");
  sendMailsSoon(c);
  audit(c, "email-changed", { accountId, isAdmin });
  return getAccount(c);
}
