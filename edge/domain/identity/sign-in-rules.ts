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
  (list ?? "")
    .split(",")
    .map((one) => one.trim().toLowerCase())
    .includes(email);

/** What counts as one caller: an IPv4 address, or the /64 that one IPv6 customer has at least. */
export function networkOf(ip: string): string {
  if (!ip.includes(":")) return ip;
  const [head = "", tail] = ip.toLowerCase().split("::", 2);
  const left = head.split(":").filter((part) => part !== "");
  const right = (tail ?? "").split(":").filter((part) => part !== "");
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const all = [...left, ...Array.from({ length: zeros }, () => "0"), ...right];
  return `${all
    .slice(0, 4)
    .map((part) => part.replace(/^0+(?=.)/, ""))
    .join(":")}::/64`;
}
