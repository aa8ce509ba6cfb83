import type { Database } from "../device/database.ts";
import { lentTo } from "../device/lent.ts";
import { deviceToken } from "../device/token.ts";

/** How a request says in whose name it comes: by a device's token, or by the session's cookie, in a workspace or not. */
export type Way =
  | { readonly by: "token"; readonly token: string }
  | { readonly by: "cookie"; readonly workspaceId: string | null };

/** Keys of the store `device`: whom this browser is signed in as, and the organisation in whose name it acts. */
export const accountKey = "account";
export const workspaceKey = "workspace";

const scanOf = (path: string) => /^\/scans\/([0-9a-f-]{36})(?=\/|$)/.exec(path)?.[1];
const begins = (...names: string[]) => {
  const pattern = new RegExp(`^/(${names.join("|")})(?=[/?]|$)`);
  return (path: string) => pattern.test(path);
};
/** Of the signed-in person, whatever workspace is open. */
const personal = begins("session", "account", "plans", "organisations", "invitations", "brand", "admin");
/** What a device without an account has too. An organisation's own data is erased elsewhere, never from here. */
const personalOrDevice = begins("privacy", "push", "notices/choices");
/** What is scanned, and what may be: by the device, so that the outbox goes on when a session ends. */
const ofTheScans = begins("scans", "quota");

/** What is inside an organisation is asked for in its own workspace, whichever is open; one is made and left from outside. */
function insideOf(path: string, method: string): string | undefined {
  const [, organisationId, rest = ""] = /^\/organisations\/([0-9a-f-]{36})(\/.*)?$/.exec(path) ?? [];
  return rest === "/leave" || (rest === "" && method !== "DELETE") ? undefined : organisationId;
}

const byPerson: Way = { by: "cookie", workspaceId: null };

/** The one place that decides in whose name a path of the API is asked for. */
export function makeWays(database: Database): (path: string, method?: string) => Promise<Way> {
  const kept = (key: string) => database.run((db) => db.get("device", key));
  const byDevice = async (): Promise<Way> => ({ by: "token", token: await deviceToken(database) });

  return async (path, method = "GET") => {
    const organisationId = insideOf(path, method);
    if (organisationId) return { by: "cookie", workspaceId: organisationId };
    if (personal(path)) return byPerson;
    const scanId = scanOf(path);
    const lent = scanId && (await lentTo(database, scanId));
    if (lent) return { by: "token", token: lent };
    const signedIn = (await kept(accountKey)) !== undefined;
    if (personalOrDevice(path)) return signedIn ? byPerson : byDevice();
    // A scan of this device stays where it was made, whichever workspace is open now.
    const scan = scanId ? await database.run((db) => db.get("scans", scanId)) : undefined;
    const workspaceId = scan ? (scan.workspaceId ?? null) : signedIn ? ((await kept(workspaceKey)) ?? null) : null;
    if (workspaceId !== null) return { by: "cookie", workspaceId };
    return ofTheScans(path) || !signedIn ? byDevice() : byPerson;
  };
}
