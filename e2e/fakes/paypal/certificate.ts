// A self-signed X.509 certificate: just enough of ASN.1's DER to write one.

const der = (tag: number, ...parts: readonly Uint8Array[]): Uint8Array => {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  const bytes = new Uint8Array(1 + head.length + length);
  bytes.set([tag, ...head]);
  let at = 1 + head.length;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
};
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const sequence = (...parts: readonly Uint8Array[]) => der(0x30, ...parts);
const integer = (n: number) => der(0x02, Uint8Array.of(n));
/** sha256WithRSAEncryption, and its NULL. */
const algorithm = sequence(
  der(0x06, Uint8Array.of(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b)),
  Uint8Array.of(5, 0),
);
const named = (text: string) =>
  sequence(der(0x31, sequence(der(0x06, Uint8Array.of(0x55, 0x04, 0x03)), der(0x0c, bytesOf(text)))));
const instant = (ms: number) => {
  const digits = new Date(ms).toISOString().replaceAll(/[-:T]|\.\d+/g, "");
  // UTCTime until 2049, as RFC 5280 has it; GeneralizedTime from then on.
  return Number(digits.slice(0, 4)) < 2050 ? der(0x17, bytesOf(digits.slice(2))) : der(0x18, bytesOf(digits));
};

export interface Signer {
  readonly pem: string;
  /** Base64. */
  sign(text: string): Promise<string>;
}

const rsa = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" } as const;
const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));

export async function makeSigner(fromMs: number, untilMs: number): Promise<Signer> {
  const kind = { ...rsa, modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) };
  const pair = (await crypto.subtle.generateKey(kind, true, ["sign", "verify"])) as CryptoKeyPair;
  const spki = new Uint8Array((await crypto.subtle.exportKey("spki", pair.publicKey)) as ArrayBuffer);
  const sign = async (bytes: Uint8Array): Promise<Uint8Array> =>
    new Uint8Array(await crypto.subtle.sign(rsa.name, pair.privateKey, Uint8Array.from(bytes)));
  const name = named("messageverificationcerts.paypal.test");
  const validity = sequence(instant(fromMs), instant(untilMs));
  const content = sequence(der(0xa0, integer(2)), integer(1), algorithm, name, validity, name, spki);
  const whole = sequence(content, algorithm, der(0x03, Uint8Array.of(0), await sign(content)));
  const lines = base64(whole).match(/.{1,64}/g) ?? [];
  return {
    pem: `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`,
    sign: async (text) => base64(await sign(bytesOf(text))),
  };
}
