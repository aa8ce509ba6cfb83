const minuteMs = 60_000;
const dayMs = 86_400_000;

/** Signing in, or showing that a new address is one's own. */
export type CodePurpose = "sign-in" | "change-email";

export const codeRules = {
  /** With five tries each and five codes an hour, guessing one takes some 450 years on average. */
  digits: 8,
  lifeMs: 10 * minuteMs,
  triesMax: 5,
  limitWindowMs: 60 * minuteMs,
  perAddressMax: 5,
  /** A whole office may stand behind one address of the internet. */
  perNetworkMax: 30,
  /** Rows are needed for the limits alone. */
  keptMs: dayMs,
} as const;

export const challengeLifeMs = 5 * minuteMs;
export const accessTokenLifeMs = 15 * minuteMs;
export const passkeysMax = 20;
export const apiKeysMax = 50;

/** A session ends after 30 days without use, and 180 days after the sign-in at the latest. */
export const sessionIdleMs = 30 * dayMs;
export const sessionMostMs = 180 * dayMs;
export const sessionExpiresAtMs = (createdAtMs: number, nowMs: number): number =>
  Math.min(nowMs + sessionIdleMs, createdAtMs + sessionMostMs);

/** Where admins come from: `ADMIN_EMAILS`, comma separated. */
export const isAdminEmail = (list: string | undefined, email: string): boolean =>
  email !== "" &&
  (list ?? "")
    .split(",")
    .map((one) => one.trim().toLowerCase())
    .includes(email);
