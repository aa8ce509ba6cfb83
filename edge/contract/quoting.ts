import * as v from "valibot";
import { instantMsSchema, sha256Schema, uuidSchema } from "./ids.ts";
import { catalogueSchema } from "./material-catalogue.ts";
import { meshCheckSchema } from "./mesh-check.ts";
import { prepareReportSchema } from "./prepare.ts";
import { countrySchema, currencySchema, priceBookSchema } from "./price-book.ts";
import { fileUnitSchema, leadTimeSchema, lineChoiceSchema, printLimits, slugSchema } from "./print-settings.ts";
import { problemCodeSchema } from "./problem.ts";
import { minorSchema, quoteViewSchema } from "./quote.ts";

/** Parts that a person brings, and what is asked and answered about their price. */

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Headers of an upload: the ids and hashes are the caller's, so that it can be repeated. */
export const partHeaders = { partId: "x-part-id", sha256: "x-content-sha256", name: "x-file-name" } as const;

/** A phone sends a large file in pieces, each at most so long; all but the last are exactly so long. */
export const pieceBytes = 4 * 1024 * 1024;
export const piecesMax = Math.ceil(printLimits.fileBytesMax / pieceBytes);
export const pieceSchema = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(piecesMax - 1));

export const fileNameSchema = v.pipe(v.string(), v.minLength(1), v.maxLength(200));

/** The beginning of an upload in pieces. */
export const partPutSchema = v.object({
  fileName: fileNameSchema,
  bytes: v.pipe(count, v.minValue(1)),
  sha256: sha256Schema,
});
export type PartPut = v.InferOutput<typeof partPutSchema>;

/** What its numbers mean, where the file does not say; the part is checked again. */
export const partPatchSchema = v.object({ unit: fileUnitSchema });

/** "Print this": the STL of a scan's result, without sending it again. */
export const partFromScanSchema = v.object({ partId: uuidSchema, scanId: uuidSchema, jobId: uuidSchema });

export const partStateSchema = v.picklist([
  ...(["receiving", "checking", "quarantined", "preparing", "ready", "refused"] as const),
]);
export type PartState = v.InferOutput<typeof partStateSchema>;
export const repairStepSchema = v.picklist([
  ...(["vertices-merged", "empty-triangles-dropped", "faces-turned", "body-turned-out", "holes-closed"] as const),
  ...(["triangulated", "duplicates-dropped", "bodies-united"] as const),
]);

export const partViewSchema = v.object({
  partId: uuidSchema,
  fileName: v.string(),
  bytes: count,
  state: partStateSchema,
  /** Why it was refused, or waits. */
  problem: v.nullable(v.object({ code: problemCodeSchema, detail: v.string() })),
  /** As it was repaired, in millimetres. */
  check: v.nullable(meshCheckSchema),
  /** What was mended, in order. */
  repairs: v.array(repairStepSchema),
  /** What the worker did where more was needed (STEP, holes, bodies that overlap): in words, with figures before and after. */
  preparation: v.nullable(prepareReportSchema),
  /** Of the part that is sliced: the same part in the same size has the same hash. */
  geometrySha256: v.nullable(sha256Schema),
  /** Pieces that are here, while it is being received. */
  pieces: v.array(count),
  createdAtMs: instantMsSchema,
});
export type PartView = v.InferOutput<typeof partViewSchema>;
/** A link that ends soon. */
export const partGeometrySchema = v.object({
  url: v.string(),
  sha256: sha256Schema,
  bytes: count,
  expiresMs: instantMsSchema,
});
export const partListSchema = v.object({ parts: v.array(partViewSchema) });

export const quoteLineAskedSchema = v.object({ lineId: uuidSchema, partId: uuidSchema, choice: lineChoiceSchema });
export const quoteAskedSchema = v.object({
  quoteId: uuidSchema,
  /** What one screen asks about, and listens to: its answers replace each other. */
  roomId: uuidSchema,
  /** Rises by one with each change of a choice in the room; an answer to an earlier one is stale. */
  revision: v.pipe(count, v.maxValue(1_000_000_000)),
  lines: v.pipe(v.array(quoteLineAskedSchema), v.minLength(1), v.maxLength(printLimits.filesMax)),
  leadTime: leadTimeSchema,
  shipping: slugSchema,
  country: countrySchema,
});
export type QuoteAsked = v.InferOutput<typeof quoteAskedSchema>;

export const quoteDecisionSchema = v.picklist(["approved", "refused"]);
export type QuoteDecision = v.InferOutput<typeof quoteDecisionSchema>;

export const quoteAnswerSchema = v.object({
  quote: quoteViewSchema,
  revision: count,
  /** An estimate's range for the whole order; null: the price is binding. */
  totalRangeMinor: v.nullable(v.object({ low: minorSchema, high: minorSchema })),
  /** Whether it may be ordered now. */
  payable: v.boolean(),
  /** The quote that took this one's place when the slicer had answered. */
  nextQuoteId: v.nullable(uuidSchema),
  /** What the shop said of it. */
  decision: v.nullable(v.object({ decision: quoteDecisionSchema, note: v.string(), atMs: instantMsSchema })),
});
export type QuoteAnswer = v.InferOutput<typeof quoteAnswerSchema>;

/** With the address (WebSocket) at which the binding price is told. */
export const quoteCalculatedSchema = v.object({ ...quoteAnswerSchema.entries, liveUrl: v.string() });
export const quoteListSchema = v.object({ quotes: v.array(quoteAnswerSchema), nextCursor: v.nullable(v.string()) });
/** A new quote of the same parts, by today's prices: with the same choices, but for those of the lines named. */
export const requoteSchema = v.object({
  quoteId: uuidSchema,
  lines: v.optional(
    v.pipe(v.array(v.object({ lineId: uuidSchema, choice: lineChoiceSchema })), v.maxLength(printLimits.filesMax)),
  ),
  leadTime: v.optional(leadTimeSchema),
});
export type Requote = v.InferOutput<typeof requoteSchema>;
export const quoteShareSchema = v.object({ url: v.string(), expiresMs: instantMsSchema });

/** What a quote room tells its listeners; the newest is told to whoever comes. */
export const quoteEventSchema = v.object({
  type: v.literal("quote"),
  revision: count,
  answer: quoteAnswerSchema,
});
export type QuoteEvent = v.InferOutput<typeof quoteEventSchema>;

// The shop's side.
export const bookVersionSchema = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000));
export const priceBookDraftSchema = v.object({
  book: v.omit(priceBookSchema, ["version"]),
  note: v.pipe(v.string(), v.maxLength(500)),
});
export const priceBookRowSchema = v.object({
  version: bookVersionSchema,
  note: v.string(),
  createdAtMs: instantMsSchema,
  dryRunAtMs: v.nullable(instantMsSchema),
  liveAtMs: v.nullable(instantMsSchema),
});
export const priceBookListSchema = v.object({ live: bookVersionSchema, books: v.array(priceBookRowSchema) });
export const priceBookViewSchema = v.object({ ...priceBookRowSchema.entries, book: priceBookSchema });

/** What recent binding quotes would cost by another book. */
export const dryRunSchema = v.object({
  version: bookVersionSchema,
  currency: currencySchema,
  quotes: v.array(
    v.object({
      quoteId: uuidSchema,
      beforeMinor: minorSchema,
      /** Null: the book lacks one of its terms. */
      afterMinor: v.nullable(minorSchema),
      missing: v.nullable(v.string()),
    }),
  ),
  beforeMinor: minorSchema,
  afterMinor: minorSchema,
  missing: count,
});
export type DryRun = v.InferOutput<typeof dryRunSchema>;

export const catalogueDraftSchema = v.omit(catalogueSchema, ["version"]);
export const reviewPutSchema = v.object({
  decision: quoteDecisionSchema,
  note: v.pipe(v.string(), v.maxLength(1_000)),
  /** What the shop asks for all parts, before shipping and tax: exactly where an estimate is approved. */
  goodsMinor: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000_000))),
});
export const reviewListSchema = v.object({
  quotes: v.array(v.object({ ...quoteAnswerSchema.entries, ownerId: v.string() })),
});
