import type { QuoteEvent } from "#contract/quoting";

/** Of one revision a binding price stands above an estimate, and what came of a failed slice above what waits for it. */
const rank = ({ answer: { quote } }: QuoteEvent): number =>
  quote.source !== "estimate" ? 2 : quote.state === "slicing" ? 0 : 1;

/**
 * What a screen, or a quote room, holds after an event: answers come late, doubled and out of order, and an older one
 * never takes a newer one's place. The same object as before: nothing has changed.
 */
export function newestQuote(held: QuoteEvent | null, event: QuoteEvent): QuoteEvent {
  if (!held || event.revision > held.revision) return event;
  if (event.revision < held.revision || rank(event) < rank(held)) return held;
  if (rank(event) > rank(held)) return event;
  // Two quotes of one revision and rank: whoever asked again holds the later one.
  return event.answer.quote.createdMs > held.answer.quote.createdMs ? event : held;
}
