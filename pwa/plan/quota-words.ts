import type { QuotaView } from "#contract/plan";
import type { ProblemCode } from "#contract/problem";
import { serviceWords } from "../i18n/service-words.ts";
import { formatPence } from "./money.ts";

const t = serviceWords.plan.line;

/** "12 of 50 models this month · 2 of 5 today"; empty where nothing is counted. */
export function quotaWords({ plan, month, day, overage }: QuotaView): string {
  if (month.limit === null) return "";
  const taken = month.used + month.held;
  if (plan === "trial") return t.trial(taken, month.limit);
  const said = [t.month(Math.min(taken, month.limit), month.limit)];
  const over = taken - month.limit;
  if (over > 0) said.push(t.over(over, formatPence(over * overage.pencePerModel)));
  if (day.limit !== null) said.push(t.day(day.used, day.limit));
  return said.join(" · ");
}

export type WayOn = { href: string; text: string };

/** Where a person goes on when a scan was, or would be, refused; null: the problem's own words have to do. */
export function wayOnFrom(code: ProblemCode | string, back: string): WayOn | null {
  switch (code) {
    case "trial-used":
    case "day-used":
      return { href: "/plan", text: t.toPlans };
    case "quota-used":
      return { href: "/plan#cap", text: t.allow };
    case "spending-cap-reached":
      return { href: "/plan#cap", text: t.raise };
    case "plan-read-only":
      return { href: "/plan", text: t.settle };
    case "sign-in-needed":
    case "unauthorized":
      return { href: `/sign-in?to=${encodeURIComponent(back)}`, text: t.signIn };
    default:
      return null;
  }
}
