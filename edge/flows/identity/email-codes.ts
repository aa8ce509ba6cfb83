import type { ProblemCode } from "#contract/problem";
import { mailProvider } from "../../adapters/mail.ts";
import { KeyedHashes, randomDigits } from "../../adapters/one-time-code.ts";
import { openDb } from "../../db/client.ts";
import { insertCode, tryCode } from "../../db/email-codes.ts";
import { changeEmailMail, signInMail } from "../../domain/identity/mails.ts";
import { type CodePurpose, codeRules } from "../../domain/identity/sign-in-rules.ts";
import { addressBlock } from "../../domain/rate/caller.ts";
import type { Env } from "../../env.ts";

export interface CodeWish {
  readonly email: string;
  readonly purpose: CodePurpose;
  /** Whose address is to change; null for a sign-in. */
  readonly accountId: string | null;
  readonly ip: string;
}

export type CodeOutcome =
  | { readonly ok: true; readonly codeId: string; readonly expiresAtMs: number }
  | { readonly ok: false; readonly code: ProblemCode };

/** Makes a code and its mail. It does not look whether there is an account, so neither answer nor time can tell. */
export async function sendCode(env: Env, wish: CodeWish, nowMs: number): Promise<CodeOutcome> {
  if (!mailProvider(env) && env.DEV_MAIL !== "1") return { ok: false, code: "mail-unavailable" };
  const { email, purpose, accountId } = wish;
  const hashes = new KeyedHashes(env.ACCESS_TOKEN_KEY);
  const codeId = crypto.randomUUID();
  const code = randomDigits(codeRules.digits);
  const codeMac = await hashes.ofCode(codeId, code);
  const networkMac = await hashes.ofNetwork(addressBlock(wish.ip));
  const expiresAtMs = nowMs + codeRules.lifeMs;
  const text = purpose === "sign-in" ? signInMail(code) : changeEmailMail(code);
  const mail = { ownerId: accountId, recipient: email, ...text, notAfterMs: expiresAtMs };
  const kept = await insertCode(
    openDb(env.DB),
    { codeId, email, purpose, accountId, codeMac, networkMac },
    mail,
    nowMs,
  );
  return kept ? { ok: true, codeId, expiresAtMs } : { ok: false, code: "codes-too-many" };
}

export interface CodeProof {
  readonly codeId: string;
  readonly code: string;
}

/** The address that the code proves. Null: wrong, used, expired, or tried too often – which of them is not told. */
export async function proveCode(
  env: Env,
  proof: CodeProof,
  purpose: CodePurpose,
  accountId: string | null,
  nowMs: number,
): Promise<string | null> {
  const codeId = proof.codeId.toLowerCase();
  const tried = await tryCode(openDb(env.DB), codeId, purpose, accountId, nowMs);
  if (!tried) return null;
  const digits = proof.code.replaceAll(/\s/g, "");
  const right = await new KeyedHashes(env.ACCESS_TOKEN_KEY).isCode(codeId, digits, tried.codeMac);
  return right ? tried.email : null;
}
