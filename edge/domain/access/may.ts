import { keyScopes, type OwnerKind, type Permission, permissions, type Role } from "#contract/access";

/** Who a request comes from, before it is asked what they may do. */
export type Actor =
  | { readonly kind: "device"; readonly tokenSha256: string }
  | { readonly kind: "session"; readonly accountId: string; readonly sessionId: string; readonly isAdmin: boolean }
  /** A short-lived JWT of an account, for programs. */
  | { readonly kind: "token"; readonly accountId: string }
  | { readonly kind: "key"; readonly keyId: string; readonly scopes: readonly Permission[] }
  /** Somebody on another website, by its publishable key; `visitorId` is made of the key and a secret of theirs. */
  | { readonly kind: "visitor"; readonly keyId: string; readonly visitorId: string };

/** An actor in the name of an owner. */
export interface Principal {
  readonly actor: Actor;
  readonly ownerId: string;
  readonly ownerKind: OwnerKind;
  readonly role: Role;
}

const everything = (...without: Permission[]): ReadonlySet<Permission> =>
  new Set(permissions.filter((p) => !without.includes(p)));

const admin: Permission[] = ["admin:read", "admin:write"];
const deviceMay: ReadonlySet<Permission> = new Set([
  ...(["scan:read", "scan:write", "quota:read", "notice:read", "notice:write", "privacy:write"] as const),
  ...(["order:read", "order:write", "quote:read", "quote:write"] as const),
]);
const roleMay: Record<Role, ReadonlySet<Permission>> = {
  owner: everything(...admin),
  operator: new Set([
    ...(["scan:read", "scan:write", "quota:read", "notice:read", "notice:write", "batch:read", "batch:write"] as const),
    ...(["webhook:read", "member:read", "account:read", "account:write", "order:read", "order:write"] as const),
    ...(["quote:read", "quote:write"] as const),
  ]),
  viewer: new Set([
    ...(["scan:read", "quota:read", "notice:read", "notice:write", "batch:read", "member:read"] as const),
    ...(["account:read", "account:write", "order:read", "quote:read"] as const),
  ]),
};
/** What only a person at a browser does: a leaked token must not become a way to stay. */
const personOnly: ReadonlySet<Permission> = new Set([
  ...(["account:write", "key:write", "privacy:write", "member:write", "billing:write"] as const),
  ...admin,
]);
/** And of that only what operations open to visitors (`Operation.visitors`), and of it what is their own. */
const visitorMay: ReadonlySet<Permission> = new Set(["quote:read", "quote:write"]);
const keyMay: ReadonlySet<Permission> = new Set(keyScopes);
/** Organisations have many members, batches and webhooks; an own account has the last two as well. */
const ofOrganisations: ReadonlySet<Permission> = new Set(["member:read", "member:write"]);

export function may(principal: Principal, permission: Permission): boolean {
  const { actor, ownerKind, role } = principal;
  if (ownerKind !== "organisation" && ofOrganisations.has(permission)) return false;
  switch (actor.kind) {
    case "device":
      // Linked to an account, it scans for it; its token alone must not erase what others sent.
      return deviceMay.has(permission) && (ownerKind === "device" || !personOnly.has(permission));
    case "visitor":
      return visitorMay.has(permission);
    case "key":
      return actor.scopes.includes(permission) && keyMay.has(permission) && roleMay[role].has(permission);
    case "token":
      return roleMay[role].has(permission) && !personOnly.has(permission);
    case "session":
      return admin.includes(permission) ? actor.isAdmin : roleMay[role].has(permission);
  }
}
