import type { ProblemRecord } from "./problem.ts";

/** Problems of accounts, plans and the API. */
export const serviceProblems = {
  forbidden: {
    status: 403,
    title: "That is not allowed for you here",
    retry: "never",
    todo: "Ask an owner of the organisation, or use a key with that scope.",
  },
  "sign-in-needed": {
    status: 401,
    title: "That needs an account",
    retry: "never",
    todo: "Sign in; your scans come along.",
  },
  "trial-used": {
    status: 402,
    title: "The free models are used up",
    retry: "never",
    todo: "Choose a plan; the scan waits on this device.",
  },
  "quota-used": {
    status: 402,
    title: "The month's models are used up",
    retry: "later",
    todo: "Allow models over the quota with a spending cap, choose a larger plan, or wait for the next period.",
  },
  "spending-cap-reached": {
    status: 402,
    title: "The spending cap is reached",
    retry: "later",
    todo: "Raise the cap, choose a larger plan, or wait for the next period.",
  },
  "day-used": {
    status: 429,
    title: "The day's models are used up",
    retry: "later",
    todo: "Send it tomorrow (UTC), or choose a larger plan; the scan waits on this device.",
  },
  "plan-read-only": {
    status: 402,
    title: "The plan is unpaid",
    retry: "never",
    todo: "Settle the payment under Plan; everything can still be looked at and downloaded.",
  },
  "origin-refused": {
    status: 403,
    title: "That came from another website",
    retry: "never",
    todo: "Do it in Caliper itself; a program sends Caliper's own address as `Origin`.",
  },
  "codes-too-many": {
    status: 429,
    title: "Too many codes were asked for",
    retry: "later",
    todo: "Use the newest code that came, or ask again in an hour.",
  },
  "mail-unavailable": {
    status: 503,
    title: "No mail can be sent here",
    retry: "never",
    todo: "Sign in with a passkey; who runs this service sets MAIL_API_URL, MAIL_API_KEY and MAIL_FROM.",
  },
  "code-refused": {
    status: 422,
    title: "The code is not (or no longer) right",
    retry: "never",
    todo: "Check the digits; after five wrong tries, ten minutes or a newer code, ask for another.",
  },
  "email-taken": {
    status: 409,
    title: "That address belongs to another account",
    retry: "never",
    todo: "Sign in to the other account, or use another address.",
  },
  "passkey-refused": {
    status: 422,
    title: "The passkey was not accepted",
    retry: "now",
    todo: "Try again; if it stays so, sign in by e-mail and add the passkey anew.",
  },
  "passkeys-unavailable": {
    status: 409,
    title: "Passkeys need a host name",
    retry: "never",
    todo: "Open Caliper by its name (or as `localhost`), not by an IP address; or sign in by e-mail.",
  },
  "last-way-in": {
    status: 409,
    title: "Nothing else would let you in",
    retry: "never",
    todo: "Confirm an e-mail address or add another passkey first.",
  },
  "device-refused": {
    status: 409,
    title: "This device cannot be linked",
    retry: "never",
    todo: "It is another account's, was signed out, or is being erased: start it afresh with a new device token.",
  },
  "limit-reached": {
    status: 409,
    title: "There are as many of these as there can be",
    retry: "never",
    todo: "Remove one first.",
  },
  "push-endpoint-unfit": {
    status: 400,
    title: "The address is none of a push service",
    retry: "never",
    todo: "Send the browser's subscription as it is: https, a public host name.",
  },
  "exports-too-many": {
    status: 429,
    title: "There are several exports already",
    retry: "later",
    todo: "Use the links of an earlier one, or end it.",
  },
  "sign-in-stale": {
    status: 403,
    title: "You signed in too long ago for this",
    retry: "never",
    todo: "Sign in again, then ask again within ten minutes.",
  },
  "last-owner": {
    status: 409,
    title: "An organisation would be left without an owner",
    retry: "never",
    todo: "Make another member an owner, or erase the organisation first.",
  },
} as const satisfies ProblemRecord;
