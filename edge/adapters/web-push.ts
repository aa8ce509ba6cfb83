import { base64Url } from "./digest.ts";

/** Web Push by hand: the libraries that run in Workers still encrypt by the draft (aesgcm) that Safari refuses. */

export interface PushTarget {
  readonly endpoint: string;
  /** base64url: the browser's public key and its secret. */
  readonly p256dh: string;
  readonly auth: string;
}

export interface VapidKeys {
  /** An uncompressed point and its number, base64url. */
  readonly publicKey: string;
  readonly privateKey: string;
  /** `mailto:` or `https:`: whom a push service may ask. */
  readonly subject: string;
}

/** What one message is encrypted with; made anew each time. */
export interface PushSecrets {
  readonly keys: CryptoKeyPair;
  readonly salt: Uint8Array<ArrayBuffer>;
}

export type PushAnswer = "sent" | "gone" | "later" | "refused";

const timeoutMs = 8_000;
const ttlS = 3 * 86_400;
const tokenLifeS = 12 * 3600;
const recordBytes = 4096;
const encoder = new TextEncoder();
const p256 = { name: "ECDH", namedCurve: "P-256" };

export function bytesOfBase64Url(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
}

function join(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, p) => sum + p.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

async function hkdf(
  secret: Uint8Array<ArrayBuffer>,
  salt: Uint8Array<ArrayBuffer>,
  info: Uint8Array<ArrayBuffer>,
  bytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const key = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info }, key, bytes * 8));
}

export async function freshSecrets(): Promise<PushSecrets> {
  const keys = (await crypto.subtle.generateKey(p256, true, ["deriveBits"])) as CryptoKeyPair;
  return { keys, salt: crypto.getRandomValues(new Uint8Array(16)) };
}

/** RFC 8291: one record of aes128gcm (RFC 8188) that only that browser can read. */
export async function encryptPush(
  text: string,
  target: PushTarget,
  { keys, salt }: PushSecrets,
): Promise<Uint8Array<ArrayBuffer>> {
  const theirs = bytesOfBase64Url(target.p256dh);
  const ours = new Uint8Array((await crypto.subtle.exportKey("raw", keys.publicKey)) as ArrayBuffer);
  const theirKey = await crypto.subtle.importKey("raw", theirs, p256, false, []);
  // The types of Workers call it $public; the runtime, as the standard, public.
  const shared = new Uint8Array(
    await crypto.subtle.deriveBits(
      { name: "ECDH", public: theirKey } as unknown as SubtleCryptoDeriveKeyAlgorithm,
      keys.privateKey,
      256,
    ),
  );
  const keyInfo = join(encoder.encode("WebPush: info\0"), theirs, ours);
  const secret = await hkdf(shared, bytesOfBase64Url(target.auth), keyInfo, 32);
  const contentKey = await hkdf(secret, salt, join(encoder.encode("Content-Encoding: aes128gcm\0")), 16);
  const iv = await hkdf(secret, salt, join(encoder.encode("Content-Encoding: nonce\0")), 12);
  const aes = await crypto.subtle.importKey("raw", contentKey, "AES-GCM", false, ["encrypt"]);
  // 2: the last record, without padding.
  const plain = join(encoder.encode(text), new Uint8Array([2]));
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, aes, plain));
  const head = new Uint8Array(21);
  head.set(salt);
  new DataView(head.buffer).setUint32(16, recordBytes);
  head[20] = ours.length;
  return join(head, ours, sealed);
}

/** RFC 8292: says to the push service who sends. */
export async function vapidHeader(endpoint: string, vapid: VapidKeys, nowMs: number): Promise<string> {
  const point = bytesOfBase64Url(vapid.publicKey);
  const jwk = {
    ...{ kty: "EC", crv: "P-256", d: vapid.privateKey },
    x: base64Url(point.slice(1, 33)),
    y: base64Url(point.slice(33, 65)),
  };
  const ecdsa = { name: "ECDSA", namedCurve: "P-256" };
  const key = await crypto.subtle.importKey("jwk", jwk, ecdsa, false, ["sign"]);
  const part = (value: object) => base64Url(encoder.encode(JSON.stringify(value)));
  const exp = Math.floor(nowMs / 1000) + tokenLifeS;
  const claims = { aud: new URL(endpoint).origin, exp, sub: vapid.subject };
  const token = `${part({ typ: "JWT", alg: "ES256" })}.${part(claims)}`;
  const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key, encoder.encode(token));
  return `vapid t=${token}.${base64Url(new Uint8Array(signature))}, k=${vapid.publicKey}`;
}

/** `gone`: the browser has ended its subscription. `later`: the service is busy or down. */
export async function sendPush(
  target: PushTarget,
  text: string,
  vapid: VapidKeys,
  nowMs: number,
  topic: string,
): Promise<PushAnswer> {
  // A key that is none can never be written to.
  const body = await encryptPush(text, target, await freshSecrets()).catch(() => null);
  if (body === null) return "gone";
  try {
    const answer = await fetch(target.endpoint, {
      method: "POST",
      body,
      // An answer that leads elsewhere is not followed: only the address that was checked is called.
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        authorization: await vapidHeader(target.endpoint, vapid, nowMs),
        "content-encoding": "aes128gcm",
        "content-type": "application/octet-stream",
        ttl: String(ttlS),
        topic,
        urgency: "normal",
      },
    });
    await answer.body?.cancel();
    if (answer.ok) return "sent";
    if (answer.status === 404 || answer.status === 410) return "gone";
    return answer.status === 429 || answer.status >= 500 ? "later" : "refused";
  } catch {
    return "later";
  }
}
