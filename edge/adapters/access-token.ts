import { sign, verify } from "hono/jwt";
import * as v from "valibot";

/** One algorithm, fixed: a token that names another is refused. */
const algorithm = "HS256";
const audience = "caliper-api";
const keyCharsMin = 32;
/** `issuedAtMs` beside `iat`: signing out everywhere must tell a token of this second's beginning from one of its end. */
const claimsSchema = v.object({ sub: v.string(), exp: v.number(), issuedAtMs: v.number() });

export interface AccessClaims {
  readonly accountId: string;
  readonly issuedAtMs: number;
}

/** A JWT by which a program acts for an account for some minutes. `key` is at least 256 bits. */
export class AccessTokens {
  readonly #key: string;
  readonly #issuer: string;

  constructor(key: string, issuer: string) {
    if (key.length < keyCharsMin) throw new Error("ACCESS_TOKEN_KEY is missing or too short");
    this.#key = key;
    this.#issuer = issuer;
  }

  mint(accountId: string, nowMs: number, lifeMs: number): Promise<string> {
    const iat = Math.floor(nowMs / 1000);
    const exp = iat + Math.floor(lifeMs / 1000);
    const claims = { sub: accountId, iss: this.#issuer, aud: audience, iat, exp, jti: crypto.randomUUID() };
    return sign({ ...claims, issuedAtMs: nowMs }, this.#key, algorithm);
  }

  /** Null: forged, expired, or meant for somebody else. */
  async read(token: string): Promise<AccessClaims | null> {
    const claims = await verify(token, this.#key, { alg: algorithm, iss: this.#issuer, aud: audience }).catch(
      () => null,
    );
    const parsed = v.safeParse(claimsSchema, claims);
    return parsed.success ? { accountId: parsed.output.sub, issuedAtMs: parsed.output.issuedAtMs } : null;
  }
}
