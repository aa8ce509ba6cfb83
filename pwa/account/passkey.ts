import {
  browserSupportsWebAuthn,
  browserSupportsWebAuthnAutofill,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
  WebAuthnError,
} from "@simplewebauthn/browser";
import { type AccountView, accountViewSchema, passkeyOptionsSchema, passkeyViewSchema } from "#contract/identity";
import { outbox } from "../app/services.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { type Refusal, refusalOf } from "../server/refusal.ts";

type Done<Result> = { done: true; result: Result } | { done: false; why: Refusal };
type RequestOptions = Parameters<typeof startAuthentication>[0]["optionsJSON"];
type CreationOptions = Parameters<typeof startRegistration>[0]["optionsJSON"];

const t = serviceWords.signIn;
const cancelled: Refusal = { code: "passkey-cancelled", ...t.passkeyCancelled };
const notHere: Refusal = { code: "passkeys-unavailable", ...t.passkeyHere };

export const passkeysWork = browserSupportsWebAuthn;
/** Ends a request that waits in a field's list of suggestions. */
export const stopWaiting = () => WebAuthnAbortService.cancelCeremony();

/** `autofill`: the browser offers passkeys with the e-mail field's suggestions, and nobody is asked anything. */
export async function signInByPasskey(autofill = false): Promise<Done<AccountView>> {
  if (!passkeysWork() || (autofill && !(await browserSupportsWebAuthnAutofill()))) return { done: false, why: notHere };
  const options = await outbox.server.ask("POST", "/session/passkey/options", {}, passkeyOptionsSchema);
  if (options.kind !== "ok") return { done: false, why: refusalOf(options) ?? cancelled };
  try {
    const credential = await startAuthentication({
      optionsJSON: options.body as unknown as RequestOptions,
      useBrowserAutofill: autofill,
    });
    const answer = await outbox.server.ask("POST", "/session/passkey", { json: credential }, accountViewSchema);
    if (answer.kind === "ok") return { done: true, result: answer.body };
    return { done: false, why: refusalOf(answer) ?? cancelled };
  } catch (error) {
    return { done: false, why: whyNot(error) };
  }
}

export async function addPasskey(name: string): Promise<Done<null>> {
  if (!passkeysWork()) return { done: false, why: notHere };
  const options = await outbox.server.ask("POST", "/account/passkeys/options", {}, passkeyOptionsSchema);
  if (options.kind !== "ok") return { done: false, why: refusalOf(options) ?? cancelled };
  try {
    const credential = await startRegistration({ optionsJSON: options.body as unknown as CreationOptions });
    const answer = await outbox.server.ask(
      "POST",
      "/account/passkeys",
      { json: { name, credential } },
      passkeyViewSchema,
    );
    const why = refusalOf(answer);
    return why === null ? { done: true, result: null } : { done: false, why };
  } catch (error) {
    return { done: false, why: whyNot(error) };
  }
}

function whyNot(error: unknown): Refusal {
  if (!(error instanceof WebAuthnError)) return cancelled;
  switch (error.code) {
    case "ERROR_INVALID_DOMAIN":
    case "ERROR_INVALID_RP_ID":
      return notHere;
    case "ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED":
      return { code: error.code, ...t.passkeyThere };
    default:
      return cancelled;
  }
}
