import type { Notice } from "#contract/notice";
import { type ProblemCode, problems } from "#contract/problem";
import { serviceWords } from "../i18n/service-words.ts";
import { formatDate } from "../ui/format.ts";

const t = serviceWords.notices;

/** What a notice says, and where it leads; null: nowhere. */
export function noticeWords({ kind, body }: Notice): { title: string; text: string | null; path: string | null } {
  const title = t.titles[kind](body.name ?? t.unnamed);
  const path = kind === "order" ? (body.orderId ? `/orders/${body.orderId}` : null) : pathOf(kind, body.scanId);
  switch (kind) {
    case "scan.done":
      return { title, text: t.done, path };
    case "scan.failed": {
      const code = body.code;
      const problem = code !== undefined && Object.hasOwn(problems, code) ? problems[code as ProblemCode] : null;
      return { title, text: problem && `${problem.title}. ${problem.todo}`, path };
    }
    case "files-deleted-soon":
      return { title, text: body.deletesAtMs === undefined ? null : t.deletes(formatDate(body.deletesAtMs)), path };
    case "payment-failed":
      return {
        title,
        text: body.graceUntilMs === undefined ? t.graceOver : t.grace(formatDate(body.graceUntilMs)),
        path,
      };
    case "webhook-paused":
      return { title, text: body.code === "gone" ? t.webhookGone : t.webhookFailing, path };
    case "order":
      return {
        title,
        text: Object.hasOwn(t.orders, body.code ?? "") ? t.orders[body.code as keyof typeof t.orders] : null,
        path,
      };
    case "quota-80":
    case "quota-used": {
      const { used, limit } = body;
      return { title, text: used === undefined || limit === undefined ? null : t.used(used, limit), path };
    }
  }
}

function pathOf(kind: Notice["kind"], scanId: string | undefined): string | null {
  if (kind === "webhook-paused") return "/webhooks";
  if (kind === "payment-failed" || kind === "quota-80" || kind === "quota-used") return "/plan";
  return scanId === undefined ? null : `/scans/${scanId}`;
}
