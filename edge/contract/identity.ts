import * as v from "valibot";
import { keyScopeSchema, ownerKinds, roleSchema } from "./access.ts";
import { deviceTokenSchema, instantMsSchema, sha256Schema, uuidSchema } from "./ids.ts";

/** Lower case: one mailbox, one account. */
export const emailSchema = v.pipe(v.string(), v.trim(), v.toLowerCase(), v.maxLength(254), v.email());
export const personNameSchema = v.pipe(v.string(), v.trim(), v.maxLength(80));
const labelSchema = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(80));

export const codeRequestSchema = v.object({ email: emailSchema });
/** The same whether there is an account or not. */
export const codeSentSchema = v.object({ codeId: uuidSchema, expiresAtMs: instantMsSchema });
/** Eight digits; spaces between them are as good as none. */
export const codeProofSchema = v.object({
  codeId: uuidSchema,
  code: v.pipe(v.string(), v.maxLength(20), v.regex(/^\s*(\d\s*){8}$/)),
});

/** In whose name the person can act: their own account, and organisations by their role. */
export const workspaceSchema = v.object({
  ownerId: v.string(),
  kind: v.picklist(ownerKinds),
  name: v.string(),
  role: roleSchema,
});
export const accountViewSchema = v.object({
  accountId: uuidSchema,
  /** Null until one is confirmed. */
  email: v.nullable(v.string()),
  name: v.string(),
  isAdmin: v.boolean(),
  createdAtMs: instantMsSchema,
  workspaces: v.array(workspaceSchema),
});
export type AccountView = v.InferOutput<typeof accountViewSchema>;
export const accountPatchSchema = v.object({ name: personNameSchema });

export const accessTokenSchema = v.object({ token: v.string(), expiresAtMs: instantMsSchema });

export const sessionViewSchema = v.object({
  sessionId: uuidSchema,
  /** As the browser calls itself. */
  agent: v.string(),
  createdAtMs: instantMsSchema,
  lastUsedAtMs: instantMsSchema,
  expiresAtMs: instantMsSchema,
  /** The one that asks. */
  isThis: v.boolean(),
});
export const sessionListSchema = v.object({ sessions: v.array(sessionViewSchema) });
export type SessionList = v.InferOutput<typeof sessionListSchema>;

export const credentialIdSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{8,1400}$/));
const base64UrlSchema = v.pipe(v.string(), v.maxLength(20_000), v.regex(/^[A-Za-z0-9_-]*$/));
const credentialEntries = {
  id: credentialIdSchema,
  rawId: credentialIdSchema,
  type: v.literal("public-key"),
  authenticatorAttachment: v.optional(v.picklist(["platform", "cross-platform"])),
  clientExtensionResults: v.optional(v.record(v.string(), v.unknown()), {}),
};
/** `navigator.credentials.create()`'s answer, as its `toJSON()` writes it. */
export const registrationSchema = v.object({
  name: labelSchema,
  credential: v.object({
    ...credentialEntries,
    response: v.object({
      clientDataJSON: base64UrlSchema,
      attestationObject: base64UrlSchema,
      transports: v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(20))), v.maxLength(10)), []),
    }),
  }),
});
export type Registration = v.InferOutput<typeof registrationSchema>;
/** `navigator.credentials.get()`'s answer, as its `toJSON()` writes it. */
export const assertionSchema = v.object({
  ...credentialEntries,
  response: v.object({
    clientDataJSON: base64UrlSchema,
    authenticatorData: base64UrlSchema,
    signature: base64UrlSchema,
    userHandle: v.optional(v.nullable(base64UrlSchema)),
  }),
});
export type Assertion = v.InferOutput<typeof assertionSchema>;
/** What `PublicKeyCredential.parseCreationOptionsFromJSON` and `parseRequestOptionsFromJSON` take. */
export const passkeyOptionsSchema = v.looseObject({ challenge: v.string() });
export const passkeyViewSchema = v.object({
  credentialId: credentialIdSchema,
  name: v.string(),
  createdAtMs: instantMsSchema,
  lastUsedAtMs: v.nullable(instantMsSchema),
});
export const passkeyListSchema = v.object({ passkeys: v.array(passkeyViewSchema) });
export const passkeyPatchSchema = v.object({ name: labelSchema });

export const deviceLinkSchema = v.object({ token: deviceTokenSchema });
export const deviceViewSchema = v.object({
  /** SHA-256 of the device's token. */
  deviceId: sha256Schema,
  agent: v.string(),
  linkedAtMs: instantMsSchema,
});
export const deviceListSchema = v.object({ devices: v.array(deviceViewSchema) });

export const keyRequestSchema = v.object({
  name: labelSchema,
  scopes: v.pipe(v.array(keyScopeSchema), v.minLength(1), v.maxLength(20)),
  /** Null: until it is revoked. */
  expiresAtMs: v.optional(v.nullable(instantMsSchema), null),
});
export const keyViewSchema = v.object({
  keyId: uuidSchema,
  name: v.string(),
  /** Its first characters. */
  prefix: v.string(),
  scopes: v.array(keyScopeSchema),
  createdAtMs: instantMsSchema,
  expiresAtMs: v.nullable(instantMsSchema),
  lastUsedAtMs: v.nullable(instantMsSchema),
  revokedAtMs: v.nullable(instantMsSchema),
});
export const keyListSchema = v.object({ keys: v.array(keyViewSchema) });
/** `secret` is told here and never again. */
export const newKeySchema = v.object({ ...keyViewSchema.entries, secret: v.string() });
