import * as v from "valibot";
import * as identity from "../identity.ts";
import { sha256Schema } from "../ids.ts";
import { operations } from "./operation.ts";

const passkeyPath = "/account/passkeys/{credentialId}";
const passkeyParams = { credentialId: identity.credentialIdSchema };
const signInHeaders = { origin: v.pipe(v.string(), v.url()) };

const signIn = operations({
  askCode: {
    ...{ method: "post", path: "/session/codes", permission: null, tag: "Sign-in" },
    summary: "Have a code sent by e-mail; the answer is the same whether there is an account or not",
    headers: signInHeaders,
    body: identity.codeRequestSchema,
    answers: { 202: identity.codeSentSchema },
    problems: ["origin-refused", "codes-too-many", "mail-unavailable"],
  },
  signInByCode: {
    ...{ method: "post", path: "/session", permission: null, tag: "Sign-in" },
    summary: "Sign in by the code; the first time makes the account. Sets the session's cookie",
    headers: signInHeaders,
    body: identity.codeProofSchema,
    answers: { 200: identity.accountViewSchema },
    problems: ["origin-refused", "code-refused", "sign-ups-closed"],
  },
  askPasskey: {
    ...{ method: "post", path: "/session/passkey/options", permission: null, tag: "Sign-in" },
    summary: "What the browser needs to ask for a passkey",
    headers: signInHeaders,
    answers: { 200: identity.passkeyOptionsSchema },
    problems: ["origin-refused", "passkeys-unavailable"],
  },
  signInByPasskey: {
    ...{ method: "post", path: "/session/passkey", permission: null, tag: "Sign-in" },
    summary: "Sign in by a passkey. Sets the session's cookie",
    headers: signInHeaders,
    body: identity.assertionSchema,
    answers: { 200: identity.accountViewSchema },
    problems: ["origin-refused", "passkey-refused", "passkeys-unavailable"],
  },
  signOut: {
    ...{ method: "delete", path: "/session", permission: null, tag: "Sign-in", problems: ["origin-refused"] },
    summary: "Sign this browser out; twice is once",
    headers: signInHeaders,
    answers: { 204: null },
  },
  mintToken: {
    ...{ method: "post", path: "/session/token", permission: "account:write", tag: "Sign-in", problems: [] },
    summary: "A JWT that acts for the account for 15 minutes",
    answers: { 200: identity.accessTokenSchema },
  },
  listSessions: {
    ...{ method: "get", path: "/account/sessions", permission: "account:read", tag: "Sign-in", problems: [] },
    summary: "Where one is signed in",
    answers: { 200: identity.sessionListSchema },
  },
  endSession: {
    ...{ method: "delete", path: "/account/sessions/{sessionId}", permission: "account:write", tag: "Sign-in" },
    summary: "Sign one browser out",
    answers: { 204: null },
    problems: ["not-found"],
  },
  signOutEverywhere: {
    ...{ method: "delete", path: "/account/sessions", permission: "account:write", tag: "Sign-in", problems: [] },
    summary: "Sign out everywhere: every session, every JWT issued so far, every linked device",
    answers: { 204: null },
  },
});

const account = operations({
  getAccount: {
    ...{ method: "get", path: "/account", permission: "account:read", tag: "Account", problems: [] },
    summary: "Who one is, and in whose name one can act",
    answers: { 200: identity.accountViewSchema },
  },
  patchAccount: {
    ...{ method: "patch", path: "/account", permission: "account:write", tag: "Account", problems: [] },
    summary: "Change one's name",
    body: identity.accountPatchSchema,
    answers: { 200: identity.accountViewSchema },
  },
  askEmailChange: {
    ...{ method: "post", path: "/account/email/codes", permission: "account:write", tag: "Account" },
    summary: "Have a code sent to a new e-mail address",
    body: identity.codeRequestSchema,
    answers: { 202: identity.codeSentSchema },
    problems: ["codes-too-many", "mail-unavailable"],
  },
  changeEmail: {
    ...{ method: "post", path: "/account/email", permission: "account:write", tag: "Account" },
    summary: "Change the e-mail address by that code",
    body: identity.codeProofSchema,
    answers: { 200: identity.accountViewSchema },
    problems: ["code-refused", "email-taken"],
  },
  listPasskeys: {
    ...{ method: "get", path: "/account/passkeys", permission: "account:read", tag: "Account", problems: [] },
    summary: "One's passkeys",
    answers: { 200: identity.passkeyListSchema },
  },
  askRegistration: {
    ...{ method: "post", path: "/account/passkeys/options", permission: "account:write", tag: "Account" },
    summary: "What the browser needs to make a passkey",
    answers: { 200: identity.passkeyOptionsSchema },
    problems: ["passkeys-unavailable"],
  },
  addPasskey: {
    ...{ method: "post", path: "/account/passkeys", permission: "account:write", tag: "Account" },
    summary: "Keep a passkey that the browser made",
    body: identity.registrationSchema,
    answers: { 201: identity.passkeyViewSchema },
    problems: ["passkey-refused", "passkeys-unavailable", "limit-reached"],
  },
  renamePasskey: {
    ...{ method: "patch", path: passkeyPath, permission: "account:write", tag: "Account", problems: ["not-found"] },
    summary: "Rename a passkey",
    params: passkeyParams,
    body: identity.passkeyPatchSchema,
    answers: { 200: identity.passkeyViewSchema },
  },
  deletePasskey: {
    ...{ method: "delete", path: passkeyPath, permission: "account:write", tag: "Account" },
    summary: "Delete a passkey, unless nothing else lets one in",
    params: passkeyParams,
    answers: { 204: null },
    problems: ["not-found", "last-way-in"],
  },
  listDevices: {
    ...{ method: "get", path: "/account/devices", permission: "account:read", tag: "Account", problems: [] },
    summary: "Devices whose scans are the account's",
    answers: { 200: identity.deviceListSchema },
  },
  linkDevice: {
    ...{ method: "post", path: "/account/devices", permission: "account:write", tag: "Account" },
    summary: "Link a device: its scans, and what it used of the trial, become the account's",
    body: identity.deviceLinkSchema,
    answers: { 200: identity.deviceViewSchema },
    problems: ["device-refused"],
  },
  unlinkDevice: {
    ...{ method: "delete", path: "/account/devices/{deviceId}", permission: "account:write", tag: "Account" },
    summary: "Sign a device out; the scans stay with the account",
    params: { deviceId: sha256Schema },
    answers: { 204: null },
    problems: ["not-found"],
  },
});

const keys = operations({
  listKeys: {
    ...{ method: "get", path: "/keys", permission: "key:read", tag: "API keys", problems: [] },
    summary: "The workspace's API keys",
    answers: { 200: identity.keyListSchema },
  },
  createKey: {
    ...{ method: "post", path: "/keys", permission: "key:write", tag: "API keys", problems: ["limit-reached"] },
    summary: "Make an API key; its secret is shown this once",
    body: identity.keyRequestSchema,
    answers: { 201: identity.newKeySchema },
  },
  revokeKey: {
    ...{ method: "delete", path: "/keys/{keyId}", permission: "key:write", tag: "API keys", problems: ["not-found"] },
    summary: "Revoke an API key",
    answers: { 204: null },
  },
});

export const identityOperations = { ...signIn, ...account, ...keys } as const;
