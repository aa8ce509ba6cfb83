import * as v from "valibot";
import {
  batchListSchema,
  batchPutSchema,
  batchReportSchema,
  batchSetsPutSchema,
  batchSubmitSchema,
  batchSubmittedSchema,
  batchViewSchema,
} from "../batch.ts";
import type { ProblemCode } from "../problem.ts";
import { operations } from "./operation.ts";

const one = "/batches/{batchId}";
const tag = "Batches";
const own = ["not-found"] as const satisfies readonly ProblemCode[];
const zipProblems = [
  ...(["zip-unreadable", "zip-encrypted", "zip-path-unsafe", "zip-bomb", "zip-nested", "zip-layout"] as const),
  ...(["zip-too-large", "length-required", "storage-unavailable", "photos-too-many"] as const),
] satisfies readonly ProblemCode[];

export const batchOperations = operations({
  listBatches: {
    ...{ method: "get", path: "/batches", permission: "batch:read", tag, problems: [] },
    summary: "Batches, newest first",
    query: {
      limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(50)),
      cursor: v.pipe(v.string(), v.regex(/^\d{1,16}\.[0-9a-f-]{36}$/)),
    },
    answers: { 200: batchListSchema },
  },
  putBatch: {
    ...{ method: "put", path: one, permission: "batch:write", tag, problems: ["plan-too-small", "id-taken"] },
    summary: "Make a batch, or rename it",
    body: batchPutSchema,
    answers: { 200: batchViewSchema },
  },
  getBatch: {
    ...{ method: "get", path: one, permission: "batch:read", tag, problems: own },
    summary: "A batch with the state of each of its sets",
    answers: { 200: batchViewSchema },
  },
  putBatchSets: {
    ...{ method: "put", path: `${one}/sets`, permission: "batch:write", tag },
    summary: "Put scans into a batch; those that are not there are made. Photos are then sent to each scan",
    body: batchSetsPutSchema,
    answers: { 200: batchViewSchema },
    problems: [...own, "plan-too-small", "batch-full", "id-taken", "scan-deleted"],
  },
  postBatchZip: {
    ...{ method: "post", path: `${one}/zip`, permission: "batch:write", tag },
    summary: "Fill a batch from a zip of at most 100 MB: a folder is a set, folders in it are its passes",
    body: { media: "application/zip" },
    answers: { 202: batchViewSchema },
    problems: [...own, "plan-too-small", "batch-full", "id-taken", ...zipProblems],
  },
  submitBatch: {
    ...{ method: "post", path: `${one}/submit`, permission: "batch:write", tag },
    summary: "Submit sets, each for itself: what is wrong with one does not keep the others",
    body: batchSubmitSchema,
    answers: { 202: batchSubmittedSchema },
    problems: [...own, "plan-too-small", "batch-busy"],
  },
  cancelBatch: {
    ...{ method: "post", path: `${one}/cancel`, permission: "batch:write", tag, problems: own },
    summary: "Cancel every job of the batch that is under way",
    answers: { 200: batchViewSchema },
  },
  getBatchReport: {
    ...{ method: "get", path: `${one}/report`, permission: "batch:read", tag, problems: own },
    summary: "One report of all sets",
    answers: { 200: batchReportSchema },
  },
  getBatchReportCsv: {
    ...{ method: "get", path: `${one}/report.csv`, permission: "batch:read", tag, problems: own },
    summary: "The same for a spreadsheet",
    answers: { 200: { media: "text/csv" } },
  },
});
