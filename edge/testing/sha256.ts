import { toHex } from "../adapters/digest.ts";

/** Lower-case hex of exact bytes. */
export const sha256Of = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> =>
  toHex(await crypto.subtle.digest("SHA-256", bytes));
