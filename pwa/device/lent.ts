import type { Database } from "./database.ts";

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

/** The token lent for a scan, if one was. */
export function lentTo(database: Database, scanId: string): Promise<string | undefined> {
  return database.run((db) => db.get("device", lentKey(scanId)));
}
