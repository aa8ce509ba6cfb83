import * as v from "valibot";
import { roleSchema } from "./access.ts";
import { instantMsSchema, uuidSchema } from "./ids.ts";

export const organisationLimits = {
  /** How many one account may own. */
  ownedMax: 10,
  membersMax: 200,
  invitationsMax: 100,
  /** Each is a mail to somebody who did not ask for it. */
  invitationsPerDayMax: 200,
  invitationsPerAddressADayMax: 3,
  invitationLifeMs: 7 * 86_400_000,
  logoBytesMax: 256 * 1024,
  logoPxMax: 2048,
} as const;

export const organisationNameSchema = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(80));
/** Lower case, as accounts have it. */
export const emailSchema = v.pipe(v.string(), v.trim(), v.toLowerCase(), v.maxLength(254), v.email());

/** `#rrggbb` */
export const colourSchema = v.pipe(v.string(), v.regex(/^#[0-9a-fA-F]{6}$/));

/** White label. An accent must be legible as text on the theme it is for, and under that theme's own letters. */
export const brandPutSchema = v.object({
  name: organisationNameSchema,
  accent: v.object({ light: colourSchema, dark: colourSchema }),
  supportEmail: v.nullable(emailSchema),
});
export type Brand = v.InferOutput<typeof brandPutSchema>;

/** `GET /api/v1/brand/{ownerId}`: for anybody, as the app's own page shows it before anyone signs in. */
export const brandViewSchema = v.object({ ...brandPutSchema.entries, logoUrl: v.nullable(v.string()) });
export type BrandView = v.InferOutput<typeof brandViewSchema>;

/** `PUT /api/v1/organisations/{organisationId}`: make one, or rename it. */
export const organisationPutSchema = v.object({ name: organisationNameSchema, createdAtMs: instantMsSchema });

export const organisationViewSchema = v.object({
  organisationId: uuidSchema,
  name: v.string(),
  /** The caller's own. */
  role: roleSchema,
  members: v.number(),
  brand: v.nullable(brandViewSchema),
  createdAtMs: instantMsSchema,
});
export type OrganisationView = v.InferOutput<typeof organisationViewSchema>;
export const organisationListSchema = v.object({ organisations: v.array(organisationViewSchema) });

export const memberViewSchema = v.object({
  accountId: uuidSchema,
  name: v.string(),
  email: v.nullable(v.string()),
  role: roleSchema,
  joinedAtMs: instantMsSchema,
});
export const invitationViewSchema = v.object({
  invitationId: uuidSchema,
  email: v.string(),
  role: roleSchema,
  createdAtMs: instantMsSchema,
  expiresAtMs: instantMsSchema,
});
export type InvitationView = v.InferOutput<typeof invitationViewSchema>;
/** Invitations are those that can still be accepted. */
export const memberListSchema = v.object({
  members: v.array(memberViewSchema),
  invitations: v.array(invitationViewSchema),
});
export type MemberList = v.InferOutput<typeof memberListSchema>;

export const memberPutSchema = v.object({ role: roleSchema });
export const invitationPutSchema = v.object({ email: emailSchema, role: roleSchema });

/** `ci_` and 256 random bits, base64url; it is in the mail, here only its SHA-256. */
export const invitationTokenSchema = v.pipe(v.string(), v.regex(/^ci_[A-Za-z0-9_-]{43}$/));
export const invitationAcceptSchema = v.object({ token: invitationTokenSchema });
