import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { MeshCheck } from "#contract/mesh-check";
import type { PrepareReport, PrepareTask } from "#contract/prepare";
import type { PriceBook } from "#contract/price-book";
import type { FileUnit, PrintSettings } from "#contract/print-settings";
import type { ProblemCode } from "#contract/problem";
import type { Figures, OrderPrice, QuoteLine, QuoteSource, QuoteView } from "#contract/quote";
import type { PartState, PartView, QuoteAsked, QuoteDecision } from "#contract/quoting";
import type { SlicePrint, SliceState } from "../../domain/quoting/slice.ts";
import type { RunState } from "../../domain/quoting/worker-run.ts";

/** Files that people brought to have them printed. */
export const parts = sqliteTable(
  "parts",
  {
    partId: text("part_id").primaryKey(),
    ownerId: text("owner_id").notNull(),
    /** Whose it is where a visitor of the owner's website sent it: made of the publishable key and their secret. */
    visitorId: text("visitor_id"),
    /** A keyed hash of their address and the day, for the limit on it. */
    visitorFrom: text("visitor_from"),
    fileName: text("file_name").notNull(),
    bytes: integer("bytes").notNull(),
    fileSha256: text("file_sha256").notNull(),
    /** Where it comes from a scan: the job whose STL it is. */
    jobId: text("job_id"),
    /** The person's word; null: the file's, or guessed. */
    unit: text("unit").$type<FileUnit>(),
    state: text("state").$type<PartState>().notNull(),
    problemCode: text("problem_code").$type<ProblemCode>(),
    problemDetail: text("problem_detail").notNull().default(""),
    check: text("check", { mode: "json" }).$type<MeshCheck>(),
    repairs: text("repairs", { mode: "json" }).$type<PartView["repairs"]>().notNull(),
    preparation: text("preparation", { mode: "json" }).$type<PrepareReport>(),
    geometrySha256: text("geometry_sha256"),
    geometryBytes: integer("geometry_bytes"),
    createdAtMs: integer("created_at_ms").notNull(),
    /** When it was last priced; 0: never. */
    usedAtMs: integer("used_at_ms").notNull().default(0),
  },
  (t) => [
    index("parts_owner").on(t.ownerId, t.createdAtMs),
    index("parts_age").on(t.createdAtMs, t.usedAtMs),
    index("parts_geometry").on(t.geometrySha256),
    index("parts_visitor").on(t.visitorId, t.createdAtMs),
  ],
);

/** What the worker does so that a part can be sliced at all: STEP into triangles, holes closed. */
export const preparations = sqliteTable(
  "preparations",
  {
    /** Made of the part, the task and the file's hash. */
    preparationId: text("preparation_id").primaryKey(),
    partId: text("part_id").notNull(),
    task: text("task").$type<PrepareTask>().notNull(),
    inputSha256: text("input_sha256").notNull(),
    inputBytes: integer("input_bytes").notNull(),
    state: text("state").$type<RunState>().notNull(),
    attempt: integer("attempt").notNull(),
    dueAtMs: integer("due_at_ms").notNull(),
    sinceMs: integer("since_ms").notNull(),
    runpodId: text("runpod_id"),
    callbackTokenSha256: text("callback_token_sha256"),
    report: text("report", { mode: "json" }).$type<PrepareReport>(),
    meshSha256: text("mesh_sha256"),
    meshBytes: integer("mesh_bytes"),
    failureCode: text("failure_code").$type<ProblemCode>(),
    failureDetail: text("failure_detail").notNull().default(""),
    /** Counts writes: whoever read an earlier one has to read again. */
    writes: integer("writes").notNull().default(0),
    createdAtMs: integer("created_at_ms").notNull(),
  },
  (t) => [index("preparations_part").on(t.partId), index("preparations_state").on(t.state, t.dueAtMs)],
);

/** What the slicer says, once for each part, settings and slicer, whoever asks. */
export const slices = sqliteTable(
  "slices",
  {
    /** Made of the geometry's hash, the settings and the versions. */
    sliceId: text("slice_id").primaryKey(),
    geometrySha256: text("geometry_sha256").notNull(),
    settings: text("settings", { mode: "json" }).$type<PrintSettings>().notNull(),
    print: text("print", { mode: "json" }).$type<SlicePrint>().notNull(),
    /** 0: somebody waits for it. 1: somebody may ask for it next. */
    priority: integer("priority").notNull(),
    state: text("state").$type<SliceState>().notNull(),
    attempt: integer("attempt").notNull(),
    dueAtMs: integer("due_at_ms").notNull(),
    sinceMs: integer("since_ms").notNull(),
    runpodId: text("runpod_id"),
    callbackTokenSha256: text("callback_token_sha256"),
    figures: text("figures", { mode: "json" }).$type<Figures>(),
    slicer: text("slicer"),
    failureCode: text("failure_code").$type<ProblemCode>(),
    failureDetail: text("failure_detail").notNull().default(""),
    /** Counts writes: whoever read an earlier one has to read again. */
    writes: integer("writes").notNull().default(0),
    createdAtMs: integer("created_at_ms").notNull(),
  },
  (t) => [
    index("slices_state").on(t.state, t.priority, t.dueAtMs),
    index("slices_geometry").on(t.geometrySha256, t.createdAtMs),
  ],
);

/** Quotes are added, never changed. */
export const quotes = sqliteTable(
  "quotes",
  {
    quoteId: text("quote_id").primaryKey(),
    ownerId: text("owner_id").notNull(),
    /** As that of its parts. */
    visitorId: text("visitor_id"),
    /** The room's name, made of owner and roomId. */
    channelId: text("channel_id").notNull(),
    revision: integer("revision").notNull(),
    /** The estimate whose place it took. */
    follows: text("follows"),
    asked: text("asked", { mode: "json" }).$type<QuoteAsked>().notNull(),
    lines: text("lines", { mode: "json" }).$type<QuoteLine[]>().notNull(),
    price: text("price", { mode: "json" }).$type<OrderPrice>().notNull(),
    source: text("source").$type<QuoteSource>().notNull(),
    versions: text("versions", { mode: "json" }).$type<QuoteView["versions"]>().notNull(),
    totalMinor: integer("total_minor").notNull(),
    currency: text("currency").notNull(),
    rangeLowMinor: integer("range_low_minor"),
    rangeHighMinor: integer("range_high_minor"),
    /** Has to be looked at by the shop before it can be paid. */
    needsReview: integer("needs_review", { mode: "boolean" }).notNull(),
    /** Slices were ordered for it. */
    sliced: integer("sliced", { mode: "boolean" }).notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
    expiresAtMs: integer("expires_at_ms").notNull(),
  },
  (t) => [
    index("quotes_owner").on(t.ownerId, t.createdAtMs),
    index("quotes_visitor").on(t.visitorId, t.createdAtMs),
    index("quotes_review").on(t.needsReview, t.createdAtMs),
    uniqueIndex("quotes_follows").on(t.follows),
    index("quotes_waiting").on(t.createdAtMs).where(sql`source = 'estimate' AND sliced = 1 AND follows IS NULL`),
  ],
);

/** Which slice a line of a quote has, or waits for. */
export const quoteSlices = sqliteTable(
  "quote_slices",
  {
    quoteId: text("quote_id").notNull(),
    lineId: text("line_id").notNull(),
    sliceId: text("slice_id").notNull(),
  },
  (t) => [primaryKey({ columns: [t.quoteId, t.lineId] }), index("quote_slices_slice").on(t.sliceId)],
);

/** What the shop said of a quote; the last word counts. */
export const quoteReviews = sqliteTable("quote_reviews", {
  quoteId: text("quote_id").primaryKey(),
  decision: text("decision").$type<QuoteDecision>().notNull(),
  note: text("note").notNull(),
  atMs: integer("at_ms").notNull(),
});

/** All price books there were; the one that went live last holds. Without a row the code's own does. */
export const priceBooks = sqliteTable("price_books", {
  version: integer("version").primaryKey(),
  book: text("book", { mode: "json" }).$type<PriceBook>().notNull(),
  note: text("note").notNull(),
  createdAtMs: integer("created_at_ms").notNull(),
  dryRunAtMs: integer("dry_run_at_ms"),
  liveAtMs: integer("live_at_ms"),
});
