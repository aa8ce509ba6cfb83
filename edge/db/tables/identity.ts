import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { OwnerKind, Permission } from "#contract/access";
import type { CodePurpose } from "../../domain/identity/sign-in-rules.ts";

/** Whoever owns scans, quota and keys: a device without an account, an account, an organisation. */
export const owners = sqliteTable("owners", {
  ownerId: text("owner_id").primaryKey(),
  kind: text("kind").$type<OwnerKind>().notNull().default("device"),
  createdAtMs: integer("created_at_ms").notNull(),
  /** Links to files that were given out before are not honoured. */
  linksRevokedAtMs: integer("links_revoked_at_ms").notNull().default(0),
});

/** A device's token, and whose scans it opens: its own owner's until it is linked to an account. */
export const devices = sqliteTable(
  "devices",
  {
    tokenSha256: text("token_sha256").primaryKey(),
    ownerId: text("owner_id")
      .notNull()
      .references(() => owners.ownerId),
    createdAtMs: integer("created_at_ms").notNull(),
    /** As the browser called itself when it was linked. */
    agent: text("agent").notNull().default(""),
    linkedAtMs: integer("linked_at_ms"),
    revokedAtMs: integer("revoked_at_ms"),
  },
  (t) => [index("devices_owner").on(t.ownerId), index("devices_linked").on(t.linkedAtMs)],
);

/** A person. Their account id is also the id of the owner they are. */
export const accounts = sqliteTable("accounts", {
  accountId: text("account_id")
    .primaryKey()
    .references(() => owners.ownerId),
  /** Lower case; null until one is confirmed by a code. */
  email: text("email").unique(),
  name: text("name").notNull().default(""),
  isAdmin: integer("is_admin", { mode: "boolean" }).notNull().default(false),
  createdAtMs: integer("created_at_ms").notNull(),
  /** Signed out everywhere: JWTs and sessions issued before are not accepted. */
  signedOutAtMs: integer("signed_out_at_ms").notNull().default(0),
});

export const sessions = sqliteTable(
  "sessions",
  {
    tokenSha256: text("token_sha256").primaryKey(),
    sessionId: text("session_id").notNull().unique(),
    accountId: text("account_id").notNull(),
    /** As the browser calls itself, for the list of sessions. */
    agent: text("agent").notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
    lastUsedAtMs: integer("last_used_at_ms").notNull(),
    expiresAtMs: integer("expires_at_ms").notNull(),
    revokedAtMs: integer("revoked_at_ms"),
  },
  (t) => [index("sessions_account").on(t.accountId)],
);

/** Codes sent by e-mail: only a keyed hash of them, few tries, minutes to live. */
export const emailCodes = sqliteTable(
  "email_codes",
  {
    codeId: text("code_id").primaryKey(),
    email: text("email").notNull(),
    purpose: text("purpose").$type<CodePurpose>().notNull(),
    /** Whose address is to change; null where somebody signs in. */
    accountId: text("account_id"),
    codeMac: text("code_mac").notNull(),
    /** Keyed hash of the network that asked, for its limit. */
    networkMac: text("network_mac").notNull(),
    tries: integer("tries").notNull().default(0),
    createdAtMs: integer("created_at_ms").notNull(),
    expiresAtMs: integer("expires_at_ms").notNull(),
    /** A random word of the one confirmation that used it. */
    usedBy: text("used_by"),
  },
  (t) => [
    index("email_codes_email").on(t.email, t.createdAtMs),
    index("email_codes_network").on(t.networkMac, t.createdAtMs),
  ],
);

export const passkeys = sqliteTable(
  "passkeys",
  {
    credentialId: text("credential_id").primaryKey(),
    accountId: text("account_id").notNull(),
    /** COSE key, base64url. */
    publicKey: text("public_key").notNull(),
    counter: integer("counter").notNull(),
    transports: text("transports", { mode: "json" }).$type<string[]>().notNull(),
    name: text("name").notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
    lastUsedAtMs: integer("last_used_at_ms"),
  },
  (t) => [index("passkeys_account").on(t.accountId)],
);

/** WebAuthn challenges, each good once. */
export const challenges = sqliteTable("challenges", {
  challenge: text("challenge").primaryKey(),
  accountId: text("account_id"),
  purpose: text("purpose").$type<"register" | "sign-in">().notNull(),
  expiresAtMs: integer("expires_at_ms").notNull(),
});

/** Named keys for programs: shown once, kept as a hash. */
export const apiKeys = sqliteTable(
  "api_keys",
  {
    keyId: text("key_id").primaryKey(),
    ownerId: text("owner_id").notNull(),
    createdBy: text("created_by").notNull(),
    name: text("name").notNull(),
    /** The first characters, so that a person knows which key it is. */
    prefix: text("prefix").notNull(),
    secretSha256: text("secret_sha256").notNull(),
    scopes: text("scopes", { mode: "json" }).$type<Permission[]>().notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
    expiresAtMs: integer("expires_at_ms"),
    lastUsedAtMs: integer("last_used_at_ms"),
    revokedAtMs: integer("revoked_at_ms"),
  },
  (t) => [uniqueIndex("api_keys_secret").on(t.secretSha256), index("api_keys_owner").on(t.ownerId)],
);
