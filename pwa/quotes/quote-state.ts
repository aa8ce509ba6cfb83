import type { QuoteAnswer } from "#contract/quoting";
import type { QuoteStanding } from "../i18n/en-quotes.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { formatMinor, rangeText } from "../print/money.ts";
import type { Tone } from "../ui/Chip.tsx";
import { formatDuration } from "../ui/format.ts";

const t = serviceWords.quotes;
const dayS = 86_400;

export const toneOfQuote: Record<QuoteStanding, Tone> = {
  ...{ slicing: "blue", estimate: "warn", review: "warn", refused: "bad", open: "good", expired: "plain" },
  ordered: "blue",
};

/** What a quote is by now: time goes on also where the server cannot be asked. */
export function standingOf({ quote, decision }: QuoteAnswer, nowMs: number): QuoteStanding {
  if (quote.state === "ordered") return "ordered";
  if (nowMs >= quote.expiresMs) return "expired";
  if (decision?.decision === "refused") return "refused";
  return quote.state === "estimating" ? "estimate" : quote.state;
}

/** Whether it may be ordered now. */
export const orderable = (answer: QuoteAnswer, nowMs: number): boolean =>
  answer.payable && standingOf(answer, nowMs) === "open";

/** "13 days 4 h", "2 h 5 min", "45 s": what is left of it. */
export function restText(expiresMs: number, nowMs: number): string {
  const seconds = Math.max(0, Math.floor((expiresMs - nowMs) / 1_000));
  return seconds < dayS
    ? formatDuration(seconds)
    : t.days(Math.floor(seconds / dayS), Math.floor((seconds % dayS) / 3_600));
}

export const partsText = ({ quote }: QuoteAnswer): string =>
  t.parts(quote.lines[0]?.fileName ?? "", quote.lines.length - 1);

/** The binding price, or the range of an estimate. */
export const priceText = ({ quote: { price }, totalRangeMinor }: QuoteAnswer): string =>
  totalRangeMinor ? rangeText(totalRangeMinor, price.currency) : formatMinor(price.totalMinor, price.currency);

/** Of all pieces of all parts. */
export const secondsOf = ({ quote }: QuoteAnswer): number =>
  quote.lines.reduce((sum, { figures, choice }) => sum + figures.seconds * choice.quantity, 0);

export const shortQuoteId = (quoteId: string): string => quoteId.slice(0, 8).toUpperCase();

/** Whether another quote takes its place by itself. */
export const movesByItself = ({ quote, nextQuoteId }: QuoteAnswer): boolean =>
  quote.state === "slicing" || nextQuoteId !== null;

const firstLookMs = 1_000;
const longestMs = 30_000;

/** Small parts are sliced within seconds; after a while it is asked for more seldom. */
export const nextLookMs = (looks: number): number => Math.min(longestMs, firstLookMs * 1.3 ** looks);

/** What two to four quotes are asked for by, in the address. */
export const comparedMost = 4;
export function comparedIds(of: string | string[] | undefined): string[] {
  const ids = (Array.isArray(of) ? of : [of ?? ""]).flatMap((text) => text.split(","));
  return [...new Set(ids.filter((id) => /^[0-9a-f-]{36}$/.test(id)))].slice(0, comparedMost);
}
