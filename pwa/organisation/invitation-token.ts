import * as v from "valibot";
import { invitationTokenSchema } from "#contract/organisation";

const key = "caliper-invitation";

/**
 * The token of the address, out of the address bar and the history at once; kept for this tab while somebody signs in.
 * Null: there is none.
 */
export function takeToken(): string | null {
  const token = location.hash.slice(1);
  if (v.is(invitationTokenSchema, token)) {
    sessionStorage.setItem(key, token);
    history.replaceState(history.state, "", location.pathname + location.search);
    return token;
  }
  const kept = sessionStorage.getItem(key);
  return v.is(invitationTokenSchema, kept) ? kept : null;
}

export const forgetToken = (): void => sessionStorage.removeItem(key);
