import { base64Url, sha256Hex } from "../adapters/digest.ts";

const encoder = new TextEncoder();
const bytes = (...parts: (Uint8Array | number[])[]): Uint8Array<ArrayBuffer> => {
  const all = parts.flatMap((part) => [...part]);
  return Uint8Array.from(all);
};
const uint16 = (n: number): number[] => [n >> 8, n & 255];
const uint32 = (n: number): number[] => [n >>> 24, (n >> 16) & 255, (n >> 8) & 255, n & 255];
/** The few pieces of CBOR that an attestation needs. */
const cborText = (text: string): Uint8Array => bytes([0x60 + text.length], encoder.encode(text));
const cborBytes = (value: Uint8Array): Uint8Array => bytes([0x59, ...uint16(value.length)], value);

interface Options {
  readonly challenge: string;
  readonly rpId?: string;
  readonly rp?: { readonly id?: string };
  readonly user?: { readonly id: string };
}

/** A passkey in memory (ES256, no attestation) with a counter, as a browser would hand out its answers. */
export class SoftwareAuthenticator {
  counter = 0;
  userVerified = true;
  origin = "http://edge.test";
  credentialId = base64Url(crypto.getRandomValues(new Uint8Array(32)));
  #userHandle = "";
  #keys: CryptoKeyPair | null = null;

  async create(options: Options) {
    const made = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
    this.#keys = made as CryptoKeyPair;
    this.#userHandle = options.user?.id ?? "";
    const raw = new Uint8Array((await crypto.subtle.exportKey("raw", this.#keys.publicKey)) as ArrayBuffer);
    // COSE: {1: 2, 3: -7, -1: 1, -2: x, -3: y}
    const x = bytes([0x21, 0x58, 32], raw.slice(1, 33));
    const y = bytes([0x22, 0x58, 32], raw.slice(33, 65));
    const cose = bytes([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01], x, y);
    const id = fromText(this.credentialId);
    const attested = bytes(new Uint8Array(16), uint16(id.length), id, cose);
    const authData = bytes(await this.#authData(options.rp?.id ?? "", 0x40), attested);
    const attestation = bytes(
      [0xa3],
      ...[cborText("fmt"), cborText("none"), cborText("attStmt"), [0xa0], cborText("authData"), cborBytes(authData)],
    );
    const clientDataJSON = this.#clientData("webauthn.create", options.challenge);
    return this.#credential({ clientDataJSON, attestationObject: base64Url(attestation), transports: ["internal"] });
  }

  async get(options: Options) {
    if (!this.#keys) throw new Error("nothing was registered");
    const clientDataJSON = this.#clientData("webauthn.get", options.challenge);
    const authData = await this.#authData(options.rpId ?? "", 0);
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", fromText(clientDataJSON)));
    const how = { name: "ECDSA", hash: "SHA-256" };
    const raw = new Uint8Array(await crypto.subtle.sign(how, this.#keys.privateKey, bytes(authData, hash)));
    return this.#credential({
      clientDataJSON,
      authenticatorData: base64Url(authData),
      signature: base64Url(der(raw)),
      userHandle: this.#userHandle,
    });
  }

  #credential<R>(response: R) {
    const id = this.credentialId;
    return { id, rawId: id, type: "public-key" as const, clientExtensionResults: {}, response };
  }

  #clientData(type: string, challenge: string): string {
    return base64Url(encoder.encode(JSON.stringify({ type, challenge, origin: this.origin, crossOrigin: false })));
  }

  async #authData(rpId: string, more: number): Promise<Uint8Array> {
    const rpIdHash = (await sha256Hex(rpId)).match(/../g)?.map((pair) => Number.parseInt(pair, 16)) ?? [];
    return bytes(rpIdHash, [0x01 | (this.userVerified ? 0x04 : 0) | more], uint32(this.counter));
  }
}

const fromText = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));

/** WebCrypto's r ‖ s as the DER that authenticators send. */
function der(raw: Uint8Array): Uint8Array {
  const integer = (part: Uint8Array): Uint8Array => {
    const first = part.findIndex((b) => b !== 0);
    const short = part.slice(first);
    const value = (short[0] ?? 0) & 0x80 ? bytes([0], short) : short;
    return bytes([0x02, value.length], value);
  };
  const both = bytes(integer(raw.slice(0, 32)), integer(raw.slice(32)));
  return bytes([0x30, both.length], both);
}
