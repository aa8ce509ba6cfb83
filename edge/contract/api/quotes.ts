import * as v from "valibot";
import { sha256Schema, uuidSchema } from "../ids.ts";
import { catalogueSchema } from "../material-catalogue.ts";
import { priceBookSchema } from "../price-book.ts";
import type { ProblemCode } from "../problem.ts";
import * as q from "../quoting.ts";
import { operations } from "./operation.ts";

const parts = "Parts";
const tag = "Quotes";
const bytes = { media: "application/octet-stream" } as const;
const onePart = "/parts/{partId}";
const oneQuote = "/quotes/{quoteId}";
const fileName = v.pipe(v.string(), v.maxLength(2000));
const received = [
  ...(["mesh-file-too-large", "limit-reached", "id-taken", "part-hash-mismatch", "storage-unavailable"] as const),
] satisfies readonly ProblemCode[];
const judged = ["scanner-unavailable", "virus-found"] as const satisfies readonly ProblemCode[];
const priced = [
  ...(["not-found", "id-taken", "choice-unfit", "out-of-stock", "price-term-missing", "part-not-ready"] as const),
  ...judged,
  ...(["mesh-open", "mesh-flipped", "mesh-inverted", "mesh-too-large", "mesh-too-small"] as const),
  ...(["mesh-format-unknown", "mesh-empty", "mesh-truncated", "mesh-malformed", "mesh-not-finite"] as const),
  ...(["mesh-too-many-triangles", "mesh-archive-unsafe", "mesh-components-circular", "mesh-extension-needed"] as const),
  ...(["mesh-file-too-large", "step-unreadable", "step-no-body", "preparer-missing", "worker-lost"] as const),
  ...(["prepare-failed", "prepare-timeout", "prepare-too-large", "output-missing", "storage-unavailable"] as const),
] satisfies readonly ProblemCode[];

const partOperations = operations({
  uploadStl: {
    visitors: true,
    ...{ method: "post", path: "/upload/stl", permission: "quote:write", tag: parts, body: bytes },
    summary:
      "Send a part in one request: STL, 3MF, OBJ or STEP, at most 50 MB; the answer is its check, or `preparing`",
    headers: {
      [q.partHeaders.partId]: uuidSchema,
      [q.partHeaders.sha256]: sha256Schema,
      [q.partHeaders.name]: fileName,
    },
    answers: { 201: q.partViewSchema },
    problems: [...received, ...judged, "length-required"],
  },
  listParts: {
    ...{ method: "get", path: "/parts", permission: "quote:read", tag: parts, problems: [] },
    summary: "One's parts, newest first, 100 at most",
    answers: { 200: q.partListSchema },
  },
  putPart: {
    visitors: true,
    ...{ method: "put", path: onePart, permission: "quote:write", tag: parts, body: q.partPutSchema },
    summary: "Begin a part that is sent in pieces; again: which pieces are here",
    answers: { 200: q.partViewSchema },
    problems: received,
  },
  putPartPiece: {
    visitors: true,
    ...{ method: "put", path: `${onePart}/pieces/{piece}`, permission: "quote:write", tag: parts, body: bytes },
    summary: "Send one piece: 4 MiB, the last one what is left",
    params: { piece: q.pieceSchema },
    headers: { [q.partHeaders.sha256]: sha256Schema },
    answers: { 204: null },
    problems: ["not-found", "part-complete", "part-hash-mismatch", "length-required", "storage-unavailable"],
  },
  completePart: {
    visitors: true,
    ...{ method: "post", path: `${onePart}/complete`, permission: "quote:write", tag: parts },
    summary: "All pieces are here: scan and check the part; also takes up again what waited for the scanner",
    answers: { 200: q.partViewSchema },
    problems: ["not-found", "part-incomplete", "part-hash-mismatch", "storage-unavailable", ...judged],
  },
  partFromScan: {
    ...{ method: "post", path: "/parts/from-scan", permission: "quote:write", tag: parts, body: q.partFromScanSchema },
    summary: "Print a scan: its result becomes a part without being sent again",
    answers: { 201: q.partViewSchema },
    problems: ["not-found", "scan-deleted", "scan-not-printable", "id-taken", "limit-reached", "mesh-file-too-large"],
  },
  getPart: {
    visitors: true,
    ...{ method: "get", path: onePart, permission: "quote:read", tag: parts, problems: ["not-found"] },
    summary: "A part with what its check found",
    answers: { 200: q.partViewSchema },
  },
  getPartGeometry: {
    visitors: true,
    ...{ method: "get", path: `${onePart}/geometry`, permission: "quote:read", tag: parts },
    summary: "Where the part's triangles are fetched, as binary STL in mm: what is sliced, mended and made of STEP",
    answers: { 200: q.partGeometrySchema },
    problems: ["not-found", "part-not-ready"],
  },
  patchPart: {
    visitors: true,
    ...{ method: "patch", path: onePart, permission: "quote:write", tag: parts, body: q.partPatchSchema },
    summary: "Say the unit of its numbers; it is checked again",
    answers: { 200: q.partViewSchema },
    problems: ["not-found", "part-not-ready", ...judged],
  },
  deletePart: {
    ...{ method: "delete", path: onePart, permission: "quote:write", tag: parts, problems: ["not-found"] },
    summary: "Delete a part with its files; its quotes stay, but are not sliced any more",
    answers: { 204: null },
  },
});

const priceOperations = operations({
  getMaterialsCatalog: {
    visitors: true,
    ...{ method: "get", path: "/materials/catalog", permission: null, tag, problems: [] },
    summary: "What the shop prints with: materials with colours and stock, machines, presets",
    answers: { 200: catalogueSchema },
  },
  getPriceBook: {
    visitors: true,
    ...{ method: "get", path: "/materials/prices", permission: null, tag, problems: [] },
    summary: "The price book that holds now: with it a browser prices by itself",
    answers: { 200: priceBookSchema },
  },
  calculateQuote: {
    visitors: true,
    ...{ method: "post", path: "/quote/calculate", permission: "quote:write", tag, body: q.quoteAskedSchema },
    summary: "Price parts: at once as an estimate, binding when the slicer has answered",
    answers: { 200: q.quoteCalculatedSchema },
    problems: priced,
  },
  listQuotes: {
    ...{ method: "get", path: "/quotes", permission: "quote:read", tag, problems: [] },
    summary: "One's quotes, newest first",
    query: {
      limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)),
      cursor: v.pipe(v.string(), v.regex(/^\d{1,16}\.[0-9a-f-]{36}$/)),
    },
    answers: { 200: q.quoteListSchema },
  },
  getQuote: {
    visitors: true,
    ...{ method: "get", path: oneQuote, permission: "quote:read", tag, problems: ["not-found"] },
    summary: "A quote, and what has become of it",
    answers: { 200: q.quoteAnswerSchema },
  },
  requote: {
    ...{ method: "post", path: `${oneQuote}/requote`, permission: "quote:write", tag, body: q.requoteSchema },
    summary: "The same parts by today's prices; choices of lines may be others",
    answers: { 200: q.quoteCalculatedSchema },
    problems: priced,
  },
  deleteQuote: {
    ...{ method: "delete", path: oneQuote, permission: "quote:write", tag, problems: ["not-found", "order-exists"] },
    summary: "Delete a quote; one that is ordered stays",
    answers: { 204: null },
  },
  shareQuote: {
    visitors: true,
    ...{ method: "post", path: `${oneQuote}/share`, permission: "quote:write", tag, problems: ["not-found"] },
    summary: "A link to the quote as a page, for somebody else or for paper; it ends with the quote",
    answers: { 200: q.quoteShareSchema },
  },
  getQuotePdf: {
    ...{ method: "get", path: `${oneQuote}/pdf`, permission: "quote:read", tag, problems: ["not-found"] },
    summary: "A quote on paper: PDF, A4, with its lines, breakdown and tax",
    answers: { 200: { media: "application/pdf" } },
  },
  getSlicePreview: {
    ...{ method: "get", path: `${oneQuote}/lines/{lineId}/preview`, permission: "quote:read", tag },
    summary: "The tool's way by layer, as the slicer has it (gzip)",
    answers: { 200: bytes },
    problems: ["not-found"],
  },
});

const shop = "Administration";
const oneBook = "/admin/price-books/{version}";
const version = { version: q.bookVersionSchema };

const shopOperations = operations({
  listPriceBooks: {
    ...{ method: "get", path: "/admin/price-books", permission: "admin:read", tag: shop, problems: [] },
    summary: "Price books, newest first, and which holds",
    answers: { 200: q.priceBookListSchema },
  },
  draftPriceBook: {
    ...{ method: "post", path: "/admin/price-books", permission: "admin:write", tag: shop },
    summary: "Write a new price book; it holds once it has gone live",
    body: q.priceBookDraftSchema,
    answers: { 201: q.priceBookViewSchema },
    problems: ["id-taken"],
  },
  getAdminPriceBook: {
    ...{ method: "get", path: oneBook, permission: "admin:read", tag: shop, params: version, problems: ["not-found"] },
    summary: "One price book",
    answers: { 200: q.priceBookViewSchema },
  },
  dryRunPriceBook: {
    ...{ method: "post", path: `${oneBook}/dry-run`, permission: "admin:write", tag: shop, params: version },
    summary: "What the newest 100 binding quotes would cost by it",
    answers: { 200: q.dryRunSchema },
    problems: ["not-found"],
  },
  putPriceBookLive: {
    ...{ method: "post", path: `${oneBook}/live`, permission: "admin:write", tag: shop, params: version },
    summary: "Let it hold from now on; quotes given before keep theirs",
    answers: { 200: q.priceBookListSchema },
    problems: ["not-found", "dry-run-needed"],
  },
  putCatalog: {
    ...{ method: "put", path: "/admin/catalog", permission: "admin:write", tag: shop, body: q.catalogueDraftSchema },
    summary: "Set materials with stock, machines and presets",
    answers: { 200: catalogueSchema },
    problems: [],
  },
  listReviews: {
    ...{ method: "get", path: "/admin/quotes/reviews", permission: "admin:read", tag: shop, problems: [] },
    summary: "Quotes that wait for the shop's word, oldest first, 100 at most",
    answers: { 200: q.reviewListSchema },
  },
  putReview: {
    ...{ method: "put", path: "/admin/quotes/{quoteId}/review", permission: "admin:write", tag: shop },
    summary:
      "Approve a quote, which may then be paid, or refuse it; an estimate is approved by a price of the shop's own",
    body: q.reviewPutSchema,
    answers: { 200: q.quoteAnswerSchema },
    problems: ["not-found", "quote-not-payable", "price-term-missing"],
  },
});

export const quoteOperations = { ...partOperations, ...priceOperations, ...shopOperations } as const;
