import type { Context } from "hono";
import { openDb } from "../../db/client.ts";
import { readShop } from "../../db/price-books.ts";
import type { QuoteFound } from "../../db/quotes.ts";
import { answerOf } from "../../domain/quoting/quote-answer.ts";
import { shortId } from "../../pages/words.ts";
import type { App } from "../app-types.ts";

/** A quote on paper, as it stands now. */
export async function pdfAnswer(c: Context<App>, quote: QuoteFound): Promise<Response> {
  // As large as all else together, and seldom needed: only now.
  const { quotePdf } = await import("../../pages/quote-pdf.ts");
  const seller = (c.env.SHOP_DETAILS ?? "Caliper").split("|").map((line) => line.trim());
  const bytes = await quotePdf(answerOf(quote, Date.now()), await readShop(openDb(c.env.DB)), seller);
  return c.body(bytes, 200, {
    "content-type": "application/pdf",
    "content-disposition": `inline; filename="quote-${shortId(quote.quoteId)}.pdf"`,
    "cache-control": "private, no-store",
  });
}
