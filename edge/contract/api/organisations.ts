import { uuidSchema } from "../ids.ts";
import {
  brandPutSchema,
  brandViewSchema,
  invitationAcceptSchema,
  invitationPutSchema,
  invitationViewSchema,
  memberListSchema,
  memberPutSchema,
  organisationListSchema,
  organisationPutSchema,
  organisationViewSchema,
} from "../organisation.ts";
import type { ProblemCode } from "../problem.ts";
import { operations } from "./operation.ts";

const one = "/organisations/{organisationId}";
const tag = "Organisations";
/** In the organisation's own workspace (x-caliper-workspace); any other organisation is as if it were not there. */
const own = ["not-found"] as const satisfies readonly ProblemCode[];

export const organisationOperations = operations({
  listOrganisations: {
    ...{ method: "get", path: "/organisations", permission: "account:read", tag, problems: [] },
    summary: "Organisations one is a member of",
    answers: { 200: organisationListSchema },
  },
  putOrganisation: {
    ...{ method: "put", path: one, permission: "account:write", tag },
    summary: "Make an organisation, or rename one's own",
    body: organisationPutSchema,
    answers: { 200: organisationViewSchema, 201: organisationViewSchema },
    problems: ["id-taken", "forbidden", "organisations-too-many"],
  },
  deleteOrganisation: {
    ...{ method: "delete", path: one, permission: "member:write", tag },
    summary: "Delete an organisation that holds no scans and no subscription",
    answers: { 204: null },
    problems: [...own, "organisation-not-empty"],
  },
  listMembers: {
    ...{ method: "get", path: `${one}/members`, permission: "member:read", tag, problems: own },
    summary: "Members, and invitations not yet accepted",
    answers: { 200: memberListSchema },
  },
  putMember: {
    ...{ method: "put", path: `${one}/members/{accountId}`, permission: "member:write", tag },
    summary: "Change a member's role",
    body: memberPutSchema,
    answers: { 200: memberListSchema },
    problems: [...own, "last-owner"],
  },
  deleteMember: {
    ...{ method: "delete", path: `${one}/members/{accountId}`, permission: "member:write", tag },
    summary: "Remove a member; keys they have made for the organisation end too",
    answers: { 204: null },
    problems: [...own, "last-owner"],
  },
  leaveOrganisation: {
    ...{ method: "post", path: `${one}/leave`, permission: "account:write", tag, problems: [...own, "last-owner"] },
    summary: "Leave an organisation",
    answers: { 204: null },
  },
  putInvitation: {
    ...{ method: "put", path: `${one}/invitations/{invitationId}`, permission: "member:write", tag },
    summary: "Invite somebody by e-mail; the link is good for 7 days",
    body: invitationPutSchema,
    answers: { 200: invitationViewSchema, 201: invitationViewSchema },
    problems: [...own, "plan-too-small", "id-taken", "members-too-many"],
  },
  deleteInvitation: {
    ...{ method: "delete", path: `${one}/invitations/{invitationId}`, permission: "member:write", tag },
    summary: "Withdraw an invitation",
    answers: { 204: null },
    problems: own,
  },
  acceptInvitation: {
    ...{ method: "post", path: "/invitations/accept", permission: "account:write", tag },
    summary: "Become a member, by the token in the mail; one's address must be the invited one",
    body: invitationAcceptSchema,
    answers: { 200: organisationViewSchema },
    problems: ["invitation-invalid", "invitation-for-another", "plan-too-small", "members-too-many"],
  },
  putBrand: {
    ...{ method: "put", path: `${one}/brand`, permission: "member:write", tag },
    summary: "Set the organisation's own name and colours on the app and its mails",
    body: brandPutSchema,
    answers: { 200: brandViewSchema },
    problems: [...own, "plan-too-small", "colour-illegible"],
  },
  deleteBrand: {
    ...{ method: "delete", path: `${one}/brand`, permission: "member:write", tag, problems: own },
    summary: "Go back to Caliper's own look",
    answers: { 204: null },
  },
  putLogo: {
    ...{ method: "put", path: `${one}/brand/logo`, permission: "member:write", tag },
    summary: "Set the logo: PNG or WebP, at most 256 kB and 2048 pixels a side",
    body: { media: "application/octet-stream" },
    answers: { 200: brandViewSchema },
    problems: [...own, "plan-too-small", "logo-unfit"],
  },
  getBrand: {
    ...{ method: "get", path: "/brand/{ownerId}", permission: null, tag, problems: own },
    summary: "An organisation's look, for anybody",
    params: { ownerId: uuidSchema },
    answers: { 200: brandViewSchema },
  },
  getLogo: {
    ...{ method: "get", path: "/brand/{ownerId}/logo", permission: null, tag, problems: own },
    summary: "Its logo",
    params: { ownerId: uuidSchema },
    answers: { 200: { media: "image/*" } },
  },
});
