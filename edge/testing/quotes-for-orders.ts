import type { QuoteLine } from "#contract/quote";

/** A line as a slice has priced it. */
export const lineOf = (totalMinor: number, quantity = 2): QuoteLine => ({
  ...{ lineId: crypto.randomUUID(), fileName: "bracket <left>.stl", geometrySha256: "a".repeat(64) },
  choice: {
    settings: {
      ...{ process: "fdm", material: "pla", preset: "standard", layerHeightUm: 200, infillPercent: 15 },
      ...{ pattern: "gyroid", supports: "none", orientation: { kind: "face-down", side: "-z" } },
    },
    ...{ colour: "black", finish: "none", quantity },
  },
  figures: { materialMg: 9_000, supportMg: 0, filamentMm: 3_000, seconds: 4_000, layers: 100 },
  source: "slice",
  price: { breakdown: [{ term: "material", minor: totalMinor }], totalMinor, perPieceMinor: totalMinor },
  ...{ rangeMinor: null, drivers: [], cheaper: [] },
});

export interface QuoteToPay {
  readonly ownerId: string;
  readonly quoteId?: string;
  readonly goodsMinor?: number;
  readonly expiresAtMs?: number;
  readonly country?: string;
}

/** A binding quote in the database: goods, 4.00 of delivery and a fifth of tax. */
export async function addQuote(db: D1Database, quote: QuoteToPay): Promise<{ quoteId: string; totalMinor: number }> {
  const { ownerId, quoteId = crypto.randomUUID(), goodsMinor = 1_000, country = "GB" } = quote;
  const nowMs = Date.now();
  const line = lineOf(goodsMinor);
  const taxMinor = Math.floor((goodsMinor + 400) / 5);
  const totalMinor = goodsMinor + 400 + taxMinor;
  const price = {
    ...{ currency: "gbp", lines: [line.price], goodsMinor, totalMinor, massMg: 9_000, days: 5, review: [] },
    breakdown: [
      { term: "shipping", minor: 400 },
      { term: "tax", minor: taxMinor },
    ],
  };
  const lines = [{ lineId: line.lineId, partId: crypto.randomUUID(), choice: line.choice }];
  const asked = { quoteId, roomId: crypto.randomUUID(), revision: 0, lines, leadTime: "standard", shipping: "post" };
  const versions = { priceBook: 1, profile: "p", slicer: "2.5.0" };
  await db
    .prepare(
      `INSERT INTO quotes (quote_id, owner_id, channel_id, revision, asked, lines, price, source, versions, total_minor,
        currency, needs_review, sliced, created_at_ms, expires_at_ms) VALUES (?, ?, ?, 0, ?, ?, ?, 'slice', ?, ?, 'gbp', 0, 1, ?, ?)`,
    )
    .bind(
      ...[quoteId, ownerId, crypto.randomUUID(), JSON.stringify({ ...asked, country }), JSON.stringify([line])],
      ...[JSON.stringify(price), JSON.stringify(versions), totalMinor, nowMs],
      quote.expiresAtMs ?? nowMs + 14 * 86_400_000,
    )
    .run();
  return { quoteId, totalMinor };
}

export const address = {
  ...{ name: "Ada Lovelace", line1: "12 St James's Square", city: "London", postcode: "SW1Y 4JH", country: "GB" },
  email: "ada@people.test",
};
