const encoder = new TextEncoder();

export const toHex = (bytes: ArrayBuffer | Uint8Array): string =>
  Array.from(new Uint8Array(bytes), (b) => b.toString(16).padStart(2, "0")).join("");

/** Lower-case hex. */
export async function sha256Hex(text: string): Promise<string> {
  return toHex(await crypto.subtle.digest("SHA-256", encoder.encode(text)));
}

/** In pieces: a whole answer is more than one call can take as arguments. Multiples of three need no padding. */
export function base64Url(bytes: Uint8Array): string {
  const pieceBytes = 3 * 8192;
  let text = "";
  for (let i = 0; i < bytes.length; i += pieceBytes) {
    text += btoa(String.fromCharCode(...bytes.subarray(i, i + pieceBytes)));
  }
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export const fromBase64Url = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));

/** 256 random bits, base64url. */
export const randomToken = (): string => base64Url(crypto.getRandomValues(new Uint8Array(32)));

export const hmacKey = (secret: string): Promise<CryptoKey> =>
  crypto.subtle.importKey("raw", encoder.encode(secret), { name: "HMAC", hash: "SHA-256" }, false, ["sign", "verify"]);

export async function hmacSign(key: CryptoKey, text: string): Promise<string> {
  return base64Url(new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(text))));
}

/** Compares in constant time. */
export async function hmacVerify(key: CryptoKey, text: string, signature: string): Promise<boolean> {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = fromBase64Url(signature);
  } catch {
    return false;
  }
  return crypto.subtle.verify("HMAC", key, bytes, encoder.encode(text));
}
