import type { QuoteAsked, Requote } from "#contract/quoting";

/**
 * What a quote asks when it is asked anew, with other choices where they are named; null: a line that it has not.
 * Other choices are asked in a room of their own: whoever listens to the old one did not choose them.
 */
export function requoted(asked: QuoteAsked, { quoteId, lines = [], leadTime }: Requote): QuoteAsked | null {
  const choices = new Map(lines.map(({ lineId, choice }) => [lineId, choice]));
  const known = asked.lines.filter(({ lineId }) => choices.has(lineId)).length === choices.size;
  if (!known) return null;
  const other = choices.size > 0 || leadTime !== undefined;
  return {
    ...{ ...asked, quoteId, leadTime: leadTime ?? asked.leadTime },
    ...(other && { roomId: quoteId }),
    lines: asked.lines.map((line) => ({ ...line, choice: choices.get(line.lineId) ?? line.choice })),
  };
}
