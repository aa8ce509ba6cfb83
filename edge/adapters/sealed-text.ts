import { base64Url, fromBase64Url } from "./digest.ts";

const encoder = new TextEncoder();
const ivBytes = 12;
const purpose = "stored answers v1";

async function keyFrom(secret: string, salt: string): Promise<CryptoKey> {
  const raw = await crypto.subtle.importKey("raw", encoder.encode(secret), "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: encoder.encode(salt), info: encoder.encode(purpose) };
  return crypto.subtle.deriveKey(how, raw, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

/** Text that only who has both the secret and the salt can read again, and only under the same label. AES-256-GCM. */
export async function sealText(secret: string, salt: string, label: string, text: string): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(ivBytes));
  const how = { name: "AES-GCM", iv, additionalData: encoder.encode(label) };
  const sealed = new Uint8Array(await crypto.subtle.encrypt(how, await keyFrom(secret, salt), encoder.encode(text)));
  const all = new Uint8Array(ivBytes + sealed.length);
  all.set(iv);
  all.set(sealed, ivBytes);
  return base64Url(all);
}

/** Null: not sealed with these, or changed. */
export async function openText(secret: string, salt: string, label: string, sealed: string): Promise<string | null> {
  try {
    const all = fromBase64Url(sealed);
    const how = { name: "AES-GCM", iv: all.slice(0, ivBytes), additionalData: encoder.encode(label) };
    const text = await crypto.subtle.decrypt(how, await keyFrom(secret, salt), all.slice(ivBytes));
    return new TextDecoder().decode(text);
  } catch {
    return null;
  }
}
