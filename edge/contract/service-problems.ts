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
} as const satisfies ProblemRecord;
