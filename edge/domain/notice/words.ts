import type { NoticeBody, NoticeKind } from "#contract/notice";

/** How a notice reads: `path` is a page of the app. */
export interface NoticeWords {
  readonly title: string;
  readonly text: string;
  readonly path: string;
}

const day = (ms: number | undefined): string =>
  ms === undefined ? "soon" : `on ${new Date(ms).toISOString().slice(0, 10)} (UTC)`;

const ofModels = ({ used, limit }: NoticeBody): string =>
  used === undefined || limit === undefined ? "" : ` (${used} of ${limit})`;

export function noticeWords(kind: NoticeKind, body: NoticeBody): NoticeWords {
  const name = body.name ?? "A scan";
  const scanPath = body.scanId ? `/scans/${body.scanId}` : "/";
  switch (kind) {
    case "scan.done":
      return { title: `${name} is done`, text: "The part is ready to be looked at and downloaded.", path: scanPath };
    case "scan.failed":
      return { title: `${name} did not work out`, text: "Open it to see why and what helps.", path: scanPath };
    case "files-deleted-soon": {
      const when = day(body.deletesAtMs);
      return {
        title: `Files of ${name} will be deleted`,
        text: `Its photos and results are deleted ${when}. Download what you want to keep.`,
        path: scanPath,
      };
    }
    case "payment-failed":
      return {
        title: "A payment failed",
        text: `Everything goes on working until ${day(body.graceUntilMs).replace(/^on /, "")}. Please check your payment details.`,
        path: "/plan",
      };
    case "quota-80":
      return {
        title: "Most of this period's models are used",
        text: `80 % of the quota is reached${ofModels(body)}.`,
        path: "/plan",
      };
    case "quota-used":
      return {
        title: "This period's models are used up",
        text: `The quota is reached${ofModels(body)}. A spending cap or a larger plan lets you go on.`,
        path: "/plan",
      };
    case "webhook-paused":
      return {
        title: "A webhook was paused",
        text: `${body.name ?? "A receiver"} ${body.code === "gone" ? "says that it is gone" : "has taken nothing for a day"}. Nothing is sent to it until it goes on.`,
        path: "/webhooks",
      };
    case "order":
      return { ...orderWords(body.code), path: body.orderId ? `/orders/${body.orderId}` : "/orders" };
  }
}

function orderWords(state: string | undefined): { title: string; text: string } {
  switch (state) {
    case "paid":
      return { title: "An order is paid", text: "Thank you. It is printed next." };
    case "printing":
      return { title: "An order is being printed", text: "You are told when it is on its way." };
    case "shipped":
      return { title: "An order is on its way", text: "Open it to see how it was sent." };
    case "refunded":
      return { title: "An order was refunded", text: "The money is on its way back." };
    case "cancelled":
      return { title: "An order was cancelled", text: "Open it to see why. Whatever was paid goes back." };
    default:
      return { title: "An order is held", text: "Nothing is printed until its payment is cleared up." };
  }
}

export interface NoticeMail {
  readonly subject: string;
  readonly body: string;
}

/** One mail for several notices of a kind: thirty scans whose time is up are not thirty mails. */
export function noticeMail(words: readonly NoticeWords[], origin: string): NoticeMail {
  const [first] = words;
  if (!first) throw new Error("a mail of no notice");
  const subject = words.length === 1 ? first.title : `${first.title}, and ${words.length - 1} more`;
  const parts = words.map((w) => `${w.title}\n${w.text}\n${origin}${w.path}`);
  const foot = `You can switch off mails like this one: ${origin}/account`;
  return { subject, body: [...parts, foot].join("\n\n") };
}
