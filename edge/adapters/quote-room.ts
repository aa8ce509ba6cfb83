import type { QuoteFound } from "../db/quotes.ts";
import { answerOf } from "../domain/quoting/quote-answer.ts";
import type { Env } from "../env.ts";
import type { QuoteRoom } from "../objects/quote-room.ts";
import { errorText, log } from "./log.ts";

export const quoteRoomOf = (env: Pick<Env, "QUOTE_ROOMS">, channelId: string): DurableObjectStub<QuoteRoom> =>
  env.QUOTE_ROOMS.get(env.QUOTE_ROOMS.idFromName(channelId));

/** Tells who is looking; a quote can be asked for again, so a failure here fails nothing else. */
export async function tellQuote(env: Pick<Env, "QUOTE_ROOMS">, quote: QuoteFound, nowMs: number): Promise<void> {
  try {
    const { channelId, revision } = quote;
    await quoteRoomOf(env, channelId).told({ type: "quote", revision, answer: answerOf(quote, nowMs) });
  } catch (error) {
    log("warn", "quote-room-unreachable", { quoteId: quote.quoteId, error: errorText(error) });
  }
}
