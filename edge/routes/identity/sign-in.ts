import type { Context } from "hono";
import { type AccountView, assertionSchema, codeProofSchema, codeRequestSchema } from "#contract/identity";
import { hasAccount, signInByCode as openByCode } from "../../db/accounts.ts";
import { openDb } from "../../db/client.ts";
import { type RelyingParty, relyingParty } from "../../domain/identity/relying-party.ts";
import { isAdminEmail } from "../../domain/identity/sign-in-rules.ts";
import { proveCode, sendCode } from "../../flows/identity/email-codes.ts";
import * as passkeys from "../../flows/identity/passkeys.ts";
import { pumpMails } from "../../flows/identity/pump-mails.ts";
import { isOn } from "../../flows/switches.ts";
import { mustBeFromOurPages } from "../access/our-pages.ts";
import type { App } from "../app-types.ts";
import { ProblemError } from "../problem-answer.ts";
import { readJson } from "../read-request.ts";
import { accountView } from "./account-view.ts";
import { audit } from "./audit.ts";
import { ipOf, noStore } from "./person.ts";
import { giveCookie, newSession, takeCookie } from "./session-cookie.ts";

/** Sends what waits without letting the caller wait: how long that takes must not tell anything either. */
export const sendMailsSoon = (c: Context<App>): void =>
  c.executionCtx.waitUntil(pumpMails(c.env, Date.now()).catch(() => 0));

export async function askCode(c: Context<App>): Promise<Response> {
  mustBeFromOurPages(c);
  const { email } = await readJson(c, codeRequestSchema);
  const wish = { email, purpose: "sign-in", accountId: null, ip: ipOf(c) } as const;
  const sent = await sendCode(c.env, wish, Date.now());
  if (!sent.ok) throw new ProblemError(sent.code);
  sendMailsSoon(c);
  return c.json({ codeId: sent.codeId, expiresAtMs: sent.expiresAtMs }, 202, noStore);
}

export async function signInByCode(c: Context<App>): Promise<Response> {
  mustBeFromOurPages(c);
  const proof = await readJson(c, codeProofSchema);
  const nowMs = Date.now();
  const email = await proveCode(c.env, proof, "sign-in", null, nowMs);
  if (email === null) return refused(c, "code-refused");
  const { token, session } = await newSession(c);
  const isAdmin = isAdminEmail(c.env.ADMIN_EMAILS, email);
  if (!isAdmin) await mustBeOpenTo(c, email);
  const signIn = { codeId: proof.codeId.toLowerCase(), email, newAccountId: crypto.randomUUID(), isAdmin, session };
  const accountId = await openByCode(openDb(c.env.DB), signIn, nowMs);
  if (accountId === null) return refused(c, "code-refused");
  audit(c, "signed-in", { by: "code", accountId, isNew: accountId === signIn.newAccountId, isAdmin });
  return welcome(c, token, accountId);
}

/** Said only to who has proved that the address is theirs: nobody learns by it who has an account. */
async function mustBeOpenTo(c: Context<App>, email: string): Promise<void> {
  const db = openDb(c.env.DB);
  if (!(await isOn(db, "sign-ups")) && !(await hasAccount(db, email))) throw new ProblemError("sign-ups-closed");
}

/** Where passkeys of this service belong; an IP address has none. */
export function partyOf(c: Context<App>): RelyingParty {
  const party = relyingParty(c.env.PUBLIC_ORIGIN, new URL(c.req.url).origin);
  if (!party) throw new ProblemError("passkeys-unavailable");
  return party;
}

export async function askPasskey(c: Context<App>): Promise<Response> {
  mustBeFromOurPages(c);
  return c.json(await passkeys.signInOptions(c.env, partyOf(c), Date.now()), 200, noStore);
}

export async function signInByPasskey(c: Context<App>): Promise<Response> {
  mustBeFromOurPages(c);
  const assertion = await readJson(c, assertionSchema);
  const { token, session } = await newSession(c);
  const accountId = await passkeys.signInByPasskey(c.env, partyOf(c), assertion, session, Date.now());
  if (accountId === null) return refused(c, "passkey-refused");
  audit(c, "signed-in", { by: "passkey", accountId });
  return welcome(c, token, accountId);
}

export async function signOut(c: Context<App>): Promise<Response> {
  mustBeFromOurPages(c);
  const accountId = await takeCookie(c);
  if (accountId !== null) audit(c, "signed-out", { accountId });
  return c.body(null, 204, noStore);
}

async function welcome(c: Context<App>, token: string, accountId: string): Promise<Response> {
  const view: AccountView = await accountView(c.env, accountId);
  await giveCookie(c, token);
  return c.json(view, 200, noStore);
}

function refused(c: Context<App>, code: "code-refused" | "passkey-refused"): never {
  audit(c, "sign-in-refused", { code });
  throw new ProblemError(code);
}
