import { hmacKey, hmacSign, hmacVerify } from "./digest.ts";

/** What a link allows: to read or to write one object, or to listen to one scan. */
export type LinkVerb = "GET" | "PUT" | "LIVE";
/** A link that a person was given says when, so that those of before a moment can be ended. */
const viewVerb = "VIEW";
export type LinkVerdict = "ok" | "link-invalid" | "link-expired";

const signed = (verb: string, path: string, expiresAtS: number): string => `v1\n${verb}\n${path}\n${expiresAtS}`;
const viewVerbOf = (issuedAtMs: number): string => `${viewVerb}\n${issuedAtMs}`;

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

  /** To read one object, for people: whoever verifies it asks whether it was ended (db/links.ts). */
  async signView(origin: string, path: string, issuedAtMs: number, expiresAtMs: number): Promise<string> {
    const expiresAtS = Math.ceil(expiresAtMs / 1000);
    const signature = await hmacSign(await this.key, signed(viewVerbOf(issuedAtMs), path, expiresAtS));
    return `${origin}${path}?issued=${issuedAtMs}&expires=${expiresAtS}&signature=${signature}`;
  }

  /** When the link was given out, where it is a person's; null: it is a worker's. */
  issuedAtMs(url: URL): number | null {
    const issued = url.searchParams.get("issued");
    return issued === null ? null : /^\d{1,16}$/.test(issued) ? Number(issued) : Number.NaN;
  }

  verifyView(url: URL, nowMs: number): Promise<LinkVerdict> {
    return this.check(viewVerbOf(this.issuedAtMs(url) ?? Number.NaN), url, nowMs);
  }

  verify(verb: LinkVerb, url: URL, nowMs: number): Promise<LinkVerdict> {
    return this.check(verb, url, nowMs);
  }

  private async check(verb: string, url: URL, nowMs: number): Promise<LinkVerdict> {
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
