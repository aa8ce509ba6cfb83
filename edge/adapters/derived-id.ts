import { sha256Hex } from "./digest.ts";

/** A UUID (version 8) that is the same for the same parts: what is made twice from one thing gets one id. */
export async function derivedId(...parts: readonly (string | number)[]): Promise<string> {
  const hex = await sha256Hex(JSON.stringify(parts));
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
