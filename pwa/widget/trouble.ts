import { enWidget } from "../i18n/en-widget.ts";
import type { Answer } from "../outbox/model.ts";

/** What stands in the way, in words for who reads the page. */
export interface Trouble {
  readonly code: string;
  readonly title: string;
  readonly todo: string;
}

const t = enWidget.trouble;
const policyToldMs = 100;
const probePath = "/widget/caliper-quote.js";

/** Notes when this page's own policy kept a request to the shop from leaving. */
export function watchPolicy(shop: string) {
  let blocked = false;
  const hear = ({ blockedURI, effectiveDirective }: SecurityPolicyViolationEvent) => {
    if (effectiveDirective === "connect-src" && blockedURI.startsWith(shop)) blocked = true;
  };
  document.addEventListener("securitypolicyviolation", hear);
  return { blocked: () => blocked, stop: () => document.removeEventListener("securitypolicyviolation", hear) };
}

/**
 * A browser does not tell a page why an answer was kept from it. The widget's own file may be read by every page: where
 * that comes and the answer did not, the shop refuses this page or its key.
 */
export async function whyUnreachable(shop: string, policy: { blocked: () => boolean }): Promise<Trouble> {
  const init = { method: "HEAD", mode: "cors", credentials: "omit", cache: "no-store" } as const;
  const there = await fetch(shop + probePath, init).then(
    ({ ok }) => ok,
    () => false,
  );
  // The browser tells of its policy a moment after it has refused.
  await new Promise((resolve) => setTimeout(resolve, policyToldMs));
  if (there) return { code: "page-refused", ...t.pageRefused(location.origin) };
  return policy.blocked() ? { code: "policy", ...t.policy(shop) } : { code: "unreachable", ...t.unreachable };
}

/** Null: it is well. */
export async function troubleOf(answer: Answer<unknown>, why: () => Promise<Trouble>): Promise<Trouble | null> {
  if (answer.kind === "ok") return null;
  if (answer.kind === "unreachable") return why();
  const { code, title, todo } = answer.problem;
  return { code, title, todo };
}
