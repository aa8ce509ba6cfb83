import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import type { Assertion, Registration } from "#contract/identity";
import { base64Url, fromBase64Url } from "../../adapters/digest.ts";
import { errorText, log } from "../../adapters/log.ts";
import { type Db, openDb } from "../../db/client.ts";
import * as table from "../../db/passkeys.ts";
import type { AccountRow } from "../../db/principals.ts";
import type { NewSession } from "../../db/sessions.ts";
import { passkeyAddedMail } from "../../domain/identity/mails.ts";
import type { RelyingParty } from "../../domain/identity/relying-party.ts";
import { challengeLifeMs } from "../../domain/identity/sign-in-rules.ts";
import type { Env } from "../../env.ts";

type PasskeyEnv = Pick<Env, "DB">;
const timeout = challengeLifeMs;
/** What an authenticator keeps as the person's name for us. */
const handleOf = (accountId: string): Uint8Array<ArrayBuffer> => new Uint8Array(new TextEncoder().encode(accountId));

export async function registrationOptions(env: PasskeyEnv, party: RelyingParty, account: AccountRow, nowMs: number) {
  const db = openDb(env.DB);
  const { accountId, email } = account;
  const known = await table.listPasskeys(db, accountId);
  const options = await generateRegistrationOptions({
    rpName: "Caliper",
    rpID: party.rpId,
    userName: email ?? accountId,
    userDisplayName: account.name,
    userID: handleOf(accountId),
    timeout,
    excludeCredentials: known.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
    // A passkey is the only thing asked for: it must know its account and its person.
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  });
  await table.keepChallenge(db, options.challenge, "register", accountId, nowMs + challengeLifeMs);
  return options;
}

export type Added =
  | { readonly ok: true; readonly row: table.PasskeyRow }
  | { readonly ok: false; readonly code: "passkey-refused" | "limit-reached" };

export async function addPasskey(
  env: PasskeyEnv,
  party: RelyingParty,
  account: AccountRow,
  { name, credential }: Registration,
  nowMs: number,
): Promise<Added> {
  const db = openDb(env.DB);
  const { accountId, email } = account;
  const verified = await unlessRefused(() =>
    verifyRegistrationResponse({
      response: credential as Parameters<typeof verifyRegistrationResponse>[0]["response"],
      expectedChallenge: (challenge) => table.takeChallenge(db, challenge, "register", accountId, nowMs),
      expectedOrigin: party.origin,
      expectedRPID: party.rpId,
      requireUserVerification: true,
    }),
  );
  if (!verified?.verified) return { ok: false, code: "passkey-refused" };
  const { id, publicKey, counter } = verified.registrationInfo.credential;
  const row: table.PasskeyRow = {
    ...{ credentialId: id, accountId, publicKey: base64Url(publicKey), counter, name },
    ...{ transports: credential.response.transports, createdAtMs: nowMs, lastUsedAtMs: null },
  };
  const notice = email ? { ownerId: accountId, recipient: email, ...passkeyAddedMail(name) } : null;
  if (await table.insertPasskey(db, row, notice)) return { ok: true, row };
  return { ok: false, code: (await table.findPasskey(db, id)) ? "passkey-refused" : "limit-reached" };
}

export async function signInOptions(env: PasskeyEnv, party: RelyingParty, nowMs: number) {
  // No list of passkeys: it would tell who has an account. The authenticator knows which it holds.
  const options = await generateAuthenticationOptions({ rpID: party.rpId, timeout, userVerification: "required" });
  await table.keepChallenge(openDb(env.DB), options.challenge, "sign-in", null, nowMs + challengeLifeMs);
  return options;
}

/** Opens the session. Null: refused, for a reason that goes to the log only. */
export async function signInByPasskey(
  env: PasskeyEnv,
  party: RelyingParty,
  assertion: Assertion,
  session: NewSession,
  nowMs: number,
): Promise<string | null> {
  const db = openDb(env.DB);
  const row = await table.findPasskey(db, assertion.id);
  const counter = await checkedCounter(db, party, assertion, row, nowMs);
  if (counter === null || !row) return null;
  return (await table.signInByPasskey(db, row, counter, session, nowMs)) ? row.accountId : null;
}

async function checkedCounter(
  db: Db,
  party: RelyingParty,
  assertion: Assertion,
  row: table.PasskeyRow | undefined,
  nowMs: number,
): Promise<number | null> {
  if (!row) return null;
  const { userHandle } = assertion.response;
  if (userHandle && userHandle !== base64Url(handleOf(row.accountId))) return null;
  const verified = await unlessRefused(() =>
    verifyAuthenticationResponse({
      response: assertion as Parameters<typeof verifyAuthenticationResponse>[0]["response"],
      expectedChallenge: (challenge) => table.takeChallenge(db, challenge, "sign-in", null, nowMs),
      expectedOrigin: party.origin,
      expectedRPID: party.rpId,
      requireUserVerification: true,
      // A counter that does not go up (where there is one) is refused here: the key was copied.
      credential: { id: row.credentialId, publicKey: fromBase64Url(row.publicKey), counter: row.counter },
    }),
  );
  return verified?.verified ? verified.authenticationInfo.newCounter : null;
}

/** The library throws what it does not like. */
async function unlessRefused<T>(verify: () => Promise<T>): Promise<T | null> {
  try {
    return await verify();
  } catch (error) {
    log("warn", "passkey-refused", { error: errorText(error) });
    return null;
  }
}
