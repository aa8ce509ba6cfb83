import { onCleanup } from "solid-js";
import { quoteAnswerSchema } from "#contract/quoting";
import { createAnswer } from "../server/create-answer.ts";
import { movesByItself, nextLookMs } from "./quote-state.ts";

export const keptQuote = (quoteId: string): string => `quote ${quoteId}`;

/** One quote: as last known, and asked after while the slicer works on it. */
export function createQuote(quoteId: () => string) {
  const quote = createAnswer(() => ({ path: `/quotes/${quoteId()}`, keep: keptQuote(quoteId()) }), quoteAnswerSchema);
  let looks = 0;
  let timer: ReturnType<typeof setTimeout>;
  let gone = false;
  const lookAgain = async (): Promise<void> => {
    const answer = quote.body();
    if (answer && movesByItself(answer) && document.visibilityState === "visible") {
      looks++;
      await quote.refresh();
    }
    if (!gone) timer = setTimeout(lookAgain, nextLookMs(looks));
  };
  timer = setTimeout(lookAgain, nextLookMs(looks));
  onCleanup(() => {
    gone = true;
    clearTimeout(timer);
  });
  return quote;
}
export type Quote = ReturnType<typeof createQuote>;
