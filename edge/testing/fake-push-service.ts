import { base64Url } from "../adapters/digest.ts";
import { bytesOfBase64Url } from "../adapters/web-push.ts";

const p256 = { name: "ECDH", namedCurve: "P-256" };
const utf8 = new TextEncoder();

/** A browser that has subscribed: it alone can read what is pushed to it (RFC 8291, from the other side). */
export class FakeBrowser {
  readonly endpoint: string;
  private readonly keys: CryptoKeyPair;
  private readonly publicBytes: Uint8Array<ArrayBuffer>;
  private readonly auth = crypto.getRandomValues(new Uint8Array(16));

  private constructor(endpoint: string, keys: CryptoKeyPair, publicBytes: Uint8Array<ArrayBuffer>) {
    this.endpoint = endpoint;
    this.keys = keys;
    this.publicBytes = publicBytes;
  }

  static async at(endpoint = `https://push.example.net/${crypto.randomUUID()}`): Promise<FakeBrowser> {
    const keys = (await crypto.subtle.generateKey(p256, true, ["deriveBits"])) as CryptoKeyPair;
    return new FakeBrowser(
      endpoint,
      keys,
      new Uint8Array((await crypto.subtle.exportKey("raw", keys.publicKey)) as ArrayBuffer),
    );
  }

  get subscription() {
    return { endpoint: this.endpoint, keys: { p256dh: base64Url(this.publicBytes), auth: base64Url(this.auth) } };
  }

  async read(sealed: Uint8Array<ArrayBuffer>): Promise<unknown> {
    const salt = sealed.slice(0, 16);
    const theirs = sealed.slice(21, 21 + (sealed[20] ?? 0));
    const theirKey = await crypto.subtle.importKey("raw", theirs, p256, false, []);
    const how = { name: "ECDH", public: theirKey } as unknown as SubtleCryptoDeriveKeyAlgorithm;
    const shared = new Uint8Array(await crypto.subtle.deriveBits(how, this.keys.privateKey, 256));
    const info = new Uint8Array([...utf8.encode("WebPush: info\0"), ...this.publicBytes, ...theirs]);
    const secret = await derive(shared, this.auth, info, 32);
    const key = await derive(secret, salt, utf8.encode("Content-Encoding: aes128gcm\0"), 16);
    const iv = await derive(secret, salt, utf8.encode("Content-Encoding: nonce\0"), 12);
    const aes = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
    const plain = new Uint8Array(
      await crypto.subtle.decrypt({ name: "AES-GCM", iv }, aes, sealed.slice(21 + theirs.length)),
    );
    return JSON.parse(new TextDecoder().decode(plain.subarray(0, plain.lastIndexOf(2))));
  }
}

async function derive(secret: BufferSource, salt: BufferSource, info: BufferSource, bytes: number) {
  const key = await crypto.subtle.importKey("raw", secret as Uint8Array<ArrayBuffer>, "HKDF", false, ["deriveBits"]);
  const how = { name: "HKDF", hash: "SHA-256", salt, info } as SubtleCryptoDeriveKeyAlgorithm;
  return new Uint8Array(await crypto.subtle.deriveBits(how, key, bytes * 8));
}

export interface Pushed {
  readonly endpoint: string;
  readonly headers: Headers;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Push services, standing in for `fetch` in front of whoever stands there already. */
export class FakePushService {
  readonly pushed: Pushed[] = [];
  /** What it answers to a push, by address; 201 unless set. */
  readonly answers = new Map<string, number>();
  private readonly before = globalThis.fetch;

  install(): void {
    globalThis.fetch = (async (input: RequestInfo, init?: RequestInit) => {
      const request = new Request(input, init);
      if (new URL(request.url).host !== "push.example.net") return this.before(input, init);
      this.pushed.push({
        endpoint: request.url,
        headers: request.headers,
        body: new Uint8Array(await request.arrayBuffer()),
      });
      return new Response(null, { status: this.answers.get(request.url) ?? 201 });
    }) as typeof fetch;
  }

  uninstall(): void {
    globalThis.fetch = this.before;
  }

  to = (endpoint: string): Pushed[] => this.pushed.filter((p) => p.endpoint === endpoint);
}

/** A pair that belongs together, as `applicationServerKey` and its secret. */
export async function makeVapidKeys(): Promise<{ VAPID_PUBLIC_KEY: string; VAPID_PRIVATE_KEY: string }> {
  const pair = (await crypto.subtle.generateKey({ ...p256, name: "ECDSA" }, true, ["sign"])) as CryptoKeyPair;
  const raw = new Uint8Array((await crypto.subtle.exportKey("raw", pair.publicKey)) as ArrayBuffer);
  const jwk = (await crypto.subtle.exportKey("jwk", pair.privateKey)) as JsonWebKey;
  const d = bytesOfBase64Url(jwk.d as string);
  return { VAPID_PUBLIC_KEY: base64Url(raw), VAPID_PRIVATE_KEY: base64Url(d) };
}
