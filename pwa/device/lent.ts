import type { Database } from "./database.ts";
import { deviceToken } from "./token.ts";

const lentKey = (scanId: string) => `lent:${scanId}`;
const scanOf = (path: string) => /^\/scans\/([0-9a-f-]{36})(?=\/|$)/.exec(path)?.[1];

export type Lent = { scanId: string; token: string };

/**
 * What an address like `/scans/{scanId}#device=cd_…` lends: another device's scan (the command line prints such
 * addresses). The fragment never leaves the browser; this device's own token stays as it is.
 */
export function lentBy(address: { pathname: string; hash: string }): Lent | null {
  const scanId = scanOf(address.pathname);
  const token = /^#device=(cd_[A-Za-z0-9_-]{43})$/.exec(address.hash)?.[1];
  return scanId && token ? { scanId, token } : null;
}

export async function keepLent(database: Database, { scanId, token }: Lent): Promise<void> {
  await database.run((db) => db.put("device", token, lentKey(scanId)));
}

/** The token that opens a path of the API: the one lent for its scan, else this device's own. */
export function makeTokens(database: Database): (path: string) => Promise<string> {
  let own: Promise<string> | null = null;
  return async (path) => {
    const scanId = scanOf(path);
    const lent = scanId && (await database.run((db) => db.get("device", lentKey(scanId))));
    if (lent) return lent;
    own ??= deviceToken(database);
    return own;
  };
}
