import * as v from "valibot";
import { instantMsSchema, sha256Schema } from "../ids.ts";
import { passSchema, photoPutHeaders, photoReceiptSchema } from "../photo.ts";
import { quotaViewSchema } from "../plan.ts";
import type { ProblemCode } from "../problem.ts";
import { rebuildRequestSchema } from "../rebuild.ts";
import { healthSchema, scanListSchema, scanPutSchema, scanViewSchema, submitSchema } from "../scan.ts";
import { operations } from "./operation.ts";

const gone = ["not-found", "scan-deleted"] as const satisfies readonly ProblemCode[];
const refused = [
  ...(["trial-used", "quota-used", "spending-cap-reached", "day-used", "plan-read-only"] as const),
] satisfies readonly ProblemCode[];
const photoProblems = [
  ...(["photo-too-large", "photo-empty", "photo-hash-mismatch", "photo-not-image", "photo-truncated"] as const),
  ...(["photo-too-small", "photo-too-many-pixels", "photo-animated", "photo-duplicate", "length-required"] as const),
  ...(["scan-locked", "id-taken", "storage-unavailable"] as const),
] satisfies readonly ProblemCode[];

export const scanOperations = operations({
  health: {
    ...{ method: "get", path: "/health", permission: null, tag: "Service", problems: ["storage-unavailable"] },
    summary: "Whether the service stands",
    answers: { 200: healthSchema, 503: healthSchema },
  },
  listScans: {
    ...{ method: "get", path: "/scans", permission: "scan:read", tag: "Scans", problems: [] },
    summary: "One's scans, newest first",
    query: {
      limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)),
      cursor: v.pipe(v.string(), v.regex(/^\d{1,16}\.[0-9a-f-]{36}$/)),
    },
    answers: { 200: scanListSchema },
  },
  putScan: {
    ...{ method: "put", path: "/scans/{scanId}", permission: "scan:write", tag: "Scans" },
    summary: "Make a scan, or rename it",
    body: scanPutSchema,
    answers: { 200: scanViewSchema },
    problems: ["id-taken", "scan-deleted"],
  },
  getScan: {
    ...{ method: "get", path: "/scans/{scanId}", permission: "scan:read", tag: "Scans", problems: gone },
    summary: "A scan with its photos, job and signed links to its results",
    answers: { 200: scanViewSchema },
  },
  deleteScan: {
    ...{ method: "delete", path: "/scans/{scanId}", permission: "scan:write", tag: "Scans", problems: ["not-found"] },
    summary: "Delete a scan with all its files",
    answers: { 204: null },
  },
  putPhoto: {
    ...{ method: "put", path: "/scans/{scanId}/photos/{photoId}", permission: "scan:write", tag: "Scans" },
    summary: "Send one photo",
    headers: {
      [photoPutHeaders.sha256]: sha256Schema,
      [photoPutHeaders.pass]: passSchema,
      [photoPutHeaders.name]: v.pipe(v.string(), v.maxLength(2000)),
      [photoPutHeaders.takenAtMs]: v.optional(instantMsSchema),
    },
    body: { media: "application/octet-stream" },
    answers: { 200: photoReceiptSchema, 201: photoReceiptSchema },
    problems: [...gone, ...photoProblems],
  },
  deletePhoto: {
    ...{ method: "delete", path: "/scans/{scanId}/photos/{photoId}", permission: "scan:write", tag: "Scans" },
    summary: "Take a photo out",
    answers: { 204: null },
    problems: [...gone, "scan-locked"],
  },
  submit: {
    ...{ method: "post", path: "/scans/{scanId}/submit", permission: "scan:write", tag: "Scans" },
    summary: "Have the part made from exactly these photos",
    body: submitSchema,
    answers: { 202: scanViewSchema },
    problems: [
      ...gone,
      ...refused,
      "photo-missing",
      "photos-too-few",
      "photos-too-many",
      "scan-locked",
      "id-taken",
      "service-paused",
    ],
  },
  rebuild: {
    ...{ method: "post", path: "/scans/{scanId}/rebuild", permission: "scan:write", tag: "Scans" },
    summary: "Make the part anew with dimensions or a scale set",
    body: rebuildRequestSchema,
    answers: { 202: scanViewSchema },
    problems: [
      ...gone,
      ...([
        "scan-locked",
        "id-taken",
        "rebuild-unavailable",
        "rebuild-needs-analytic",
        "override-unfit",
        "service-paused",
      ] as const),
      ...(["override-out-of-range", "known-distance-unfit"] as const),
    ],
  },
  cancelScan: {
    ...{ method: "post", path: "/scans/{scanId}/cancel", permission: "scan:write", tag: "Scans" },
    summary: "Cancel the job under way",
    answers: { 200: scanViewSchema },
    problems: [...gone, "job-not-cancellable"],
  },
  getQuota: {
    ...{ method: "get", path: "/quota", permission: "quota:read", tag: "Plan", problems: [] },
    summary: "What may be scanned now: month, day, overage",
    answers: { 200: quotaViewSchema },
  },
});
