import * as v from "valibot";

/** `device`: a phone without an account. Each kind can own scans. */
export const ownerKinds = ["device", "account", "organisation"] as const;
export type OwnerKind = (typeof ownerKinds)[number];

/** What a member may do in an organisation. Everybody is `owner` of what is their own. */
export const roles = ["owner", "operator", "viewer"] as const;
export const roleSchema = v.picklist(roles);
export type Role = v.InferOutput<typeof roleSchema>;

/**
 * What an operation needs. `account:*` means the signed-in person themselves, never a key. Those in `keyScopes` can be
 * given to an API key.
 */
export const permissions = [
  "scan:read",
  "scan:write",
  "quota:read",
  "quote:read",
  "quote:write",
  "order:read",
  "order:write",
  "notice:read",
  "notice:write",
  "billing:read",
  "billing:write",
  "key:read",
  "key:write",
  "webhook:read",
  "webhook:write",
  "member:read",
  "member:write",
  "batch:read",
  "batch:write",
  "privacy:write",
  "account:read",
  "account:write",
  "admin:read",
  "admin:write",
] as const;
export type Permission = (typeof permissions)[number];

export const keyScopes = [
  "scan:read",
  "scan:write",
  "quota:read",
  "quote:read",
  "quote:write",
  "order:read",
  "order:write",
  "notice:read",
  "billing:read",
  "webhook:read",
  "webhook:write",
  "member:read",
  "batch:read",
  "batch:write",
] as const satisfies readonly Permission[];
export const keyScopeSchema = v.picklist(keyScopes);
export type KeyScope = v.InferOutput<typeof keyScopeSchema>;

/** In whose name a request acts, where that is not the caller's own account: an organisation's id. */
export const workspaceHeader = "x-caliper-workspace";
export const sessionCookie = "__Host-caliper";

/** `ck_` and 256 random bits, base64url: an API key. */
export const apiKeySchema = v.pipe(v.string(), v.regex(/^ck_[A-Za-z0-9_-]{43}$/));

/** `cp_` and 256 random bits: a publishable key. It stands in other websites' pages, for everybody to read. */
export const publishableKeySchema = v.pipe(v.string(), v.regex(/^cp_[A-Za-z0-9_-]{43}$/));
/** `cv_` and 256 random bits that the widget makes for each visitor: what the key alone does not open. */
export const visitorSecretSchema = v.pipe(v.string(), v.regex(/^cv_[A-Za-z0-9_-]{43}$/));
export const visitorHeader = "x-caliper-visitor";
