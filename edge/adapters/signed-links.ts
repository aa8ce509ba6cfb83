import { hmacKey, hmacSign, hmacVerify } from "./digest.ts";

/** What a link allows: to read or to write one object, or to listen to one scan. */
export type LinkVerb = "GET" | "PUT" | "LIVE";
export type LinkVerdict = "ok" | "link-invalid" | "link-expired";

const signed = (verb: LinkVerb, path: string, expiresAtS: number): string => `v1\n${verb}\n${path}\n${expiresAtS}`;

/** Signs many links with one key; the expiry is part of what is signed. */
export class LinkSigner {
  private readonly key: Promise<CryptoKey>;

  constructor(secret: string) {
    if (secret.length < 16) throw new Error("LINK_SIGNING_KEY is missing or too short");
    this.key = hmacKey(secret);
  }

  /** `path` as the request will carry it, e.g. "/files/results/…/part.step". */
  async sign(verb: LinkVerb, origin: string, path: string, expiresAtMs: number): Promise<string> {
    const expiresAtS = Math.ceil(expiresAtMs / 1000);
    const signature = await hmacSign(await this.key, signed(verb, path, expiresAtS));
    return `${origin}${path}?expires=${expiresAtS}&signature=${signature}`;
  }

  async verify(verb: LinkVerb, url: URL, nowMs: number): Promise<LinkVerdict> {
    const expires = url.searchParams.get("expires") ?? "";
    const signature = url.searchParams.get("signature") ?? "";
    if (!/^\d{1,12}$/.test(expires)) return "link-invalid";
    const genuine = await hmacVerify(await this.key, signed(verb, url.pathname, Number(expires)), signature);
    if (!genuine) return "link-invalid";
    return Number(expires) * 1000 < nowMs ? "link-expired" : "ok";
  }
}

export const filePath = (key: string): string => `/files/${key}`;
export const livePath = (scanId: string): string => `/api/v1/scans/${scanId}/live`;
