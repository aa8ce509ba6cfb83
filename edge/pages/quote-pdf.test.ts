import { PDFDocument } from "@cantoo/pdf-lib";
import { expect, test } from "vitest";
import type { QuoteLine } from "#contract/quote";
import type { QuoteAnswer } from "#contract/quoting";
import { firstShop } from "#quote/choice/choice";
import { textOfPdf } from "../testing/pdf-text.ts";
import { lineOf } from "../testing/quotes-for-orders.ts";
import { quotePdf } from "./quote-pdf.ts";

const seller = ["Möller & Søn Print Ltd", "1 High Street, Bath", "VAT GB123456789"];

function answerOf(lines: QuoteLine[], currency: "gbp" | "eur" = "gbp"): QuoteAnswer {
  const goodsMinor = lines.reduce((sum, { price }) => sum + price.totalMinor, 0);
  return {
    quote: {
      ...{
        quoteId: "0b1e7a52-64f7-4d0c-9d0f-3a3f1f0a5d11",
        lines,
        leadTime: "standard",
        shipping: "tracked",
        country: "GB",
      },
      price: {
        ...{ currency, lines: lines.map(({ price }) => price), goodsMinor, totalMinor: goodsMinor + 420 + 1_234 },
        breakdown: [
          { term: "shipping", minor: 420 },
          { term: "tax", minor: 1_234 },
        ],
        ...{ massMg: 9_000, days: 7, review: [] },
      },
      ...{ source: "slice", versions: { priceBook: 3, profile: "p", slicer: "PrusaSlicer-2.5.0" }, state: "open" },
      ...{ createdMs: Date.UTC(2026, 10, 27), expiresMs: Date.UTC(2026, 11, 11) },
    },
    ...{ revision: 1, totalRangeMinor: null, payable: true, nextQuoteId: null, decision: null },
  };
}

test("a quote on paper has everything of it in real text, in pounds and in euros, with letters of Western Europe", async () => {
  const line = { ...lineOf(5_000, 3), fileName: "Gehäuse für Ø 12 – façade.stl" };
  const bytes = await quotePdf(answerOf([line]), firstShop, seller);
  const words = (await textOfPdf(bytes)).flat();
  for (const piece of [
    ...[...seller, "Quote 0B1E7A52", "27 November 2026", "11 December 2026", "Binding price"],
    ...[
      "3 × Gehäuse für Ø 12 – façade.stl",
      "PLA, black",
      "0.2 mm",
      "15 %, gyroid",
      "1 h 7 min, 9.0 g, 3.00 m, 100 layers",
    ],
    ...["£50.00", "Shipping", "£4.20", "VAT", "£12.34", "£66.54", "United Kingdom", "Page 1 of 1"],
  ])
    expect(words, piece).toContain(piece);
  const euros = (await textOfPdf(await quotePdf(answerOf([line], "eur"), firstShop, seller))).flat();
  expect(euros).toContain("€66.54");
});

test("it is A4, names itself, and says what language it is in", async () => {
  const pdf = await PDFDocument.load(await quotePdf(answerOf([lineOf(1_000)]), firstShop, seller));
  expect(pdf.getTitle()).toBe("Quote 0B1E7A52");
  expect(pdf.getAuthor()).toBe(seller[0]);
  for (const page of pdf.getPages())
    expect([Math.round(page.getWidth()), Math.round(page.getHeight())]).toEqual([595, 842]);
});

test("twenty lines take several pages, each numbered, and nothing is lost or runs out of the page", async () => {
  const lines = Array.from({ length: 20 }, (_, i) => ({
    ...lineOf(1_000 + i),
    fileName: `${"part-with-a-long-name-".repeat(8)}${i}.stl`,
  }));
  const pages = await textOfPdf(await quotePdf(answerOf(lines), firstShop, seller));
  expect(pages.length).toBeGreaterThan(3);
  for (const [at, words] of pages.entries()) expect(words).toContain(`Page ${at + 1} of ${pages.length}`);
  const all = pages.flat().join("");
  for (let i = 0; i < 20; i += 1) expect(all).toContain(`-${i}.stl`);
  expect(Math.max(...pages.flat().map((words) => words.length))).toBeLessThan(110);
});

test("letters that no standard font has become their plain ones, or a question mark, and never an error", async () => {
  const line = { ...lineOf(1_000, 1), fileName: "Łódź ěščř 部品 🙂.stl" };
  const words = (await textOfPdf(await quotePdf(answerOf([line]), firstShop, seller))).flat().join("\n");
  expect(words).toMatch(/1 × \?ódz ešcr \?\? \?\.stl/);
});

test("an estimate says that it is one", async () => {
  const answer = { ...answerOf([lineOf(1_000)]), totalRangeMinor: { low: 900, high: 1_300 } };
  const words = (await textOfPdf(await quotePdf(answer, firstShop, seller))).flat();
  expect(words).toContain("This is an estimate. It is not binding and cannot be ordered.");
  expect(words).toContain("The total will be between £9.00 and £13.00.");
});
