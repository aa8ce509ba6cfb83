import { PDFDocument, StandardFonts } from "@cantoo/pdf-lib";
import type { QuoteLine, QuoteView } from "#contract/quote";
import type { QuoteAnswer } from "#contract/quoting";
import type { Shop } from "#quote/choice/choice";
import { countryName } from "../../pwa/print/countries.ts";
import { moneyText } from "../domain/order/money-text.ts";
import { PdfSheet } from "./pdf-sheet.ts";
import { choiceRows, day, duration, grams, metres, print, quoteStates, shippingName, shortId } from "./words.ts";

const t = print.price;

/** A quote on A4, in real text: who gives it, what for, what it comes to, and until when. */
export async function quotePdf(
  answer: QuoteAnswer,
  shop: Shop,
  seller: readonly string[],
): Promise<Uint8Array<ArrayBuffer>> {
  const { quote } = answer;
  const pdf = await PDFDocument.create();
  const name = `Quote ${shortId(quote.quoteId)}`;
  pdf.setTitle(name, { showInWindowTitleBar: true });
  pdf.setAuthor(seller[0] ?? "Caliper");
  pdf.setLanguage("en-GB");
  pdf.setCreationDate(new Date(quote.createdMs));
  const fonts = {
    plain: await pdf.embedFont(StandardFonts.Helvetica),
    bold: await pdf.embedFont(StandardFonts.HelveticaBold),
  };
  const sheet = new PdfSheet(pdf, fonts);
  head(sheet, answer, name, seller);
  for (const line of quote.lines) lineOf(sheet, line, quote, shop);
  together(sheet, answer, shop);
  sheet.number(`${seller[0] ?? "Caliper"}, ${name}`);
  return Uint8Array.from(await pdf.save());
}

function head(sheet: PdfSheet, { quote, totalRangeMinor }: QuoteAnswer, name: string, seller: readonly string[]): void {
  for (const [at, line] of seller.entries()) sheet.text(line, at === 0 ? { bold: true, size: 12 } : {});
  sheet.space(18);
  sheet.text(name, { bold: true, size: 20 });
  sheet.space(4);
  sheet.row("Date", day(quote.createdMs));
  sheet.row("Holds until", day(quote.expiresMs));
  sheet.row("State", quoteStates[quote.state]);
  sheet.row("Number", quote.quoteId);
  if (!totalRangeMinor) return;
  const money = (minor: number) => moneyText(minor, quote.price.currency);
  sheet.space(8);
  sheet.text("This is an estimate. It is not binding and cannot be ordered.", { bold: true });
  sheet.text(`The total will be between ${money(totalRangeMinor.low)} and ${money(totalRangeMinor.high)}.`);
}

function lineOf(sheet: PdfSheet, line: QuoteLine, { price: { currency } }: QuoteView, shop: Shop): void {
  const { fileName, choice, figures, price } = line;
  const money = (minor: number) => moneyText(minor, currency);
  sheet.heading(`${choice.quantity} × ${fileName}`);
  for (const [what, chosen] of choiceRows(choice, shop)) sheet.pair(what, chosen);
  const length = figures.filamentMm > 0 ? `, ${metres(figures.filamentMm)}` : "";
  const each = `${duration(figures.seconds)}, ${grams(figures.materialMg)}${length}, ${figures.layers} layers`;
  sheet.pair(t.figures, each);
  sheet.space(4);
  for (const { term, minor } of price.breakdown) sheet.row(t.terms[term], money(minor));
  sheet.total(t.partTotal, money(price.totalMinor));
  if (choice.quantity > 1) sheet.text(t.perPiece(money(price.perPieceMinor)));
}

function together(sheet: PdfSheet, { quote }: QuoteAnswer, shop: Shop): void {
  const { price, country, shipping, leadTime, versions } = quote;
  const money = (minor: number) => moneyText(minor, price.currency);
  sheet.heading("Together");
  sheet.row(t.goods, money(price.lines.reduce((sum, { totalMinor }) => sum + totalMinor, 0)));
  for (const { term, minor } of price.breakdown) sheet.row(t.terms[term], money(minor));
  sheet.total(t.orderTotal, money(price.totalMinor));
  sheet.space(8);
  sheet.pair("Sent to", countryName(country));
  sheet.pair(print.delivery.shipping, shippingName(shop, shipping));
  sheet.pair(
    print.delivery.leadTime,
    `${print.delivery.leadTimes[leadTime]}, about ${print.delivery.days(price.days)}`,
  );
  sheet.pair("Worked out by", `price book ${versions.priceBook}; ${versions.slicer}`);
}
