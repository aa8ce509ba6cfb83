import { type Permission, permissions, sessionCookie } from "#contract/access";
import { type Actor, may } from "../domain/access/may.ts";

export const securitySchemes = {
  session: {
    ...{ type: "apiKey", in: "cookie", name: sessionCookie },
    description: "A signed-in browser. What changes something must come with this service's own Origin.",
  },
  device: {
    ...{ type: "http", scheme: "bearer", bearerFormat: "cd_ and 256 random bits, base64url" },
    description: "A device without an account: the caller makes the token, once, and keeps it.",
  },
  key: {
    ...{ type: "http", scheme: "bearer", bearerFormat: "ck_ and 256 random bits, base64url" },
    description: "An API key, made under Account; it does what its scopes say.",
  },
  visitor: {
    ...{ type: "http", scheme: "bearer", bearerFormat: "cp_ and 256 random bits, base64url" },
    description:
      "A publishable key, used by the quote widget from the origins it names, with the visitor's secret in `x-caliper-visitor`.",
  },
  token: {
    ...{ type: "http", scheme: "bearer", bearerFormat: "JWT" },
    description: "A JWT of a signed-in account, good for 15 minutes.",
  },
} as const;
export type SchemeName = keyof typeof securitySchemes;

const actors: Record<SchemeName, Actor> = {
  session: { kind: "session", accountId: "", sessionId: "", isAdmin: true },
  device: { kind: "device", tokenSha256: "" },
  key: { kind: "key", keyId: "", scopes: permissions },
  visitor: { kind: "visitor", keyId: "", visitorId: "" },
  token: { kind: "token", accountId: "" },
};

/** The ways of showing who one is that can ever have this permission. */
export function schemesFor(permission: Permission, visitors = false): SchemeName[] {
  const names = Object.keys(actors) as SchemeName[];
  return names.filter((name) => {
    if (name === "visitor" && !visitors) return false;
    const ownerKinds = name === "device" ? (["device"] as const) : (["account", "organisation"] as const);
    return ownerKinds.some((ownerKind) =>
      may({ actor: actors[name], ownerId: "", ownerKind, role: "owner" }, permission),
    );
  });
}
