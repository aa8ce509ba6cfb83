import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureFolder, keep } from "../setup/places.mjs";

/** This command line's own device token, made once and kept under .caliper/: whoever holds it sees its scans. */
export function deviceToken(folder = keep): string {
  const file = join(ensureFolder(folder), "device-token");
  if (!existsSync(file)) writeFileSync(file, `cd_${randomBytes(32).toString("base64url")}`, { mode: 0o600 });
  return readFileSync(file, "utf8").trim();
}

/** The page of a scan, with the token in the fragment: browsers never send that part to a server. */
export function scanAddress(origin: string, scanId: string, token: string): string {
  return `${origin}/scans/${scanId}#device=${token}`;
}
