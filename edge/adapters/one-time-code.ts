import { hmacKey, hmacSign, hmacVerify } from "./digest.ts";

/** That many random decimal digits, each as likely as the others. */
export function randomDigits(count: number): string {
  const digits: number[] = [];
  while (digits.length < count) {
    // 250 is the largest multiple of ten in a byte.
    for (const byte of crypto.getRandomValues(new Uint8Array(count))) if (byte < 250) digits.push(byte % 10);
  }
  return digits.slice(0, count).join("");
}

/**
 * Keyed hashes of what is too short for a plain one: without the key, trying all codes or all addresses tells nothing.
 * The line break keeps them apart from what the key signs elsewhere.
 */
export class KeyedHashes {
  readonly #key: Promise<CryptoKey>;

  constructor(secret: string) {
    this.#key = hmacKey(secret);
  }

  async ofCode(codeId: string, code: string): Promise<string> {
    return hmacSign(await this.#key, codeText(codeId, code));
  }

  /** In constant time. */
  async isCode(codeId: string, code: string, mac: string): Promise<boolean> {
    return hmacVerify(await this.#key, codeText(codeId, code), mac);
  }

  async ofNetwork(network: string): Promise<string> {
    return hmacSign(await this.#key, `network\n${network}`);
  }
}

const codeText = (codeId: string, code: string): string => `code\n${codeId}\n${code}`;
