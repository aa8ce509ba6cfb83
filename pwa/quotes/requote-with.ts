import type { CheaperWay } from "#contract/quote";
import type { QuoteAnswer, Requote } from "#contract/quoting";
import { type Shop, withWay } from "../print/choice.ts";

/** The same parts asked anew with one of the ways to lower the price taken: only what changes is sent. */
export function requoteWith(
  shop: Shop,
  { quote }: QuoteAnswer,
  lineId: string,
  way: CheaperWay,
  quoteId: string,
): Requote {
  const { leadTime, shipping, country } = quote;
  const lines = quote.lines.map((line) => ({ partId: line.lineId, choice: line.choice }));
  const next = withWay(shop, { lines, leadTime, shipping, country }, lineId, way);
  if (next.leadTime !== leadTime) return { quoteId, leadTime: next.leadTime };
  const changed = next.lines.filter((line) => line.partId === lineId);
  return { quoteId, lines: changed.map(({ partId, choice }) => ({ lineId: partId, choice })) };
}
