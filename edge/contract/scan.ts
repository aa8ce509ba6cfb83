import * as v from "valibot";
import { instantMsSchema, jobIdSchema, photoIdSchema, scanIdSchema, sha256Schema } from "./ids.ts";
import { jobOptionsSchema, labelSchema, progressEventSchema, resultNameSchema } from "./job-words.ts";
import { photoLimits, photoReceiptSchema } from "./photo.ts";
import { rebuildSchema } from "./rebuild.ts";
import { toldFailureSchema } from "./told-problem.ts";

export const scanNameSchema = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(120));

/** `PUT /api/v1/scans/{scanId}`: create, or rename when it exists. */
export const scanPutSchema = v.object({ name: scanNameSchema, createdAtMs: instantMsSchema });
export type ScanPut = v.InferOutput<typeof scanPutSchema>;

/** `draft` → `queued` → `running` → `done` | `failed` | `cancelled`; each of the last three may be submitted again, with more photos. */
export const scanStateSchema = v.picklist(["draft", "queued", "running", "done", "failed", "cancelled"]);
export type ScanState = v.InferOutput<typeof scanStateSchema>;

/** `POST /api/v1/scans/{scanId}/submit`: the manifest says exactly which photos are meant. Answers 202 with a scan. */
export const submitSchema = v.object({
  jobId: jobIdSchema,
  photos: v.pipe(
    v.array(v.object({ photoId: photoIdSchema, sha256: sha256Schema })),
    v.minLength(1),
    v.maxLength(photoLimits.perPassMax * photoLimits.passesMax),
  ),
  options: jobOptionsSchema,
});
export type Submit = v.InferOutput<typeof submitSchema>;

export const resultLinkSchema = v.object({
  name: resultNameSchema,
  bytes: v.number(),
  sha256: sha256Schema,
  /** Signed, expiring, Range-able; opens as a download unless `?inline=1`. */
  url: v.string(),
});

export const jobViewSchema = v.object({
  jobId: jobIdSchema,
  attempt: v.pipe(v.number(), v.integer()),
  state: v.picklist(["queued", "running", "done", "failed", "cancelled"]),
  label: v.nullable(labelSchema),
  failure: v.nullable(toldFailureSchema),
  /** What was asked for where it is a rebuild. */
  rebuild: v.nullable(rebuildSchema),
  /** The newest event of each stage, in stage order. */
  progress: v.array(progressEventSchema),
  results: v.array(resultLinkSchema),
  submittedAtMs: instantMsSchema,
  startedAtMs: v.nullable(instantMsSchema),
  endedAtMs: v.nullable(instantMsSchema),
  /** When its results were deleted because their time was up; older copies of a view do not say. */
  filesDeletedAtMs: v.optional(v.nullable(instantMsSchema)),
});
export type JobView = v.InferOutput<typeof jobViewSchema>;

export const scanSummarySchema = v.object({
  scanId: scanIdSchema,
  name: v.string(),
  state: scanStateSchema,
  label: v.nullable(labelSchema),
  photoCount: v.number(),
  createdAtMs: instantMsSchema,
  updatedAtMs: instantMsSchema,
  /** When photos and results were deleted because their time was up; null again once there are new photos. */
  filesDeletedAtMs: v.optional(v.nullable(instantMsSchema)),
  previewUrl: v.nullable(v.string()),
});
export type ScanSummary = v.InferOutput<typeof scanSummarySchema>;

export const scanViewSchema = v.object({
  ...scanSummarySchema.entries,
  photos: v.array(photoReceiptSchema),
  /** The newest job; null while a draft. A rebuild that came to nothing gives way to what it was to be rebuilt from. */
  job: v.nullable(jobViewSchema),
  /** Every result there is, and rebuilds that came to nothing; newest first. */
  versions: v.array(jobViewSchema),
  /** Signed address of the live WebSocket (it sends liveEvents). */
  liveUrl: v.string(),
});
export type ScanView = v.InferOutput<typeof scanViewSchema>;

export const scanListSchema = v.object({ scans: v.array(scanSummarySchema), nextCursor: v.nullable(v.string()) });
export type ScanList = v.InferOutput<typeof scanListSchema>;

/** What the live WebSocket sends. On `changed`, and on every (re)connect, the client fetches the scan. */
export const liveEventSchema = v.variant("type", [
  v.object({ type: v.literal("progress"), jobId: jobIdSchema, progress: progressEventSchema }),
  v.object({ type: v.literal("changed"), state: scanStateSchema }),
  v.object({ type: v.literal("deleted") }),
]);
export type LiveEvent = v.InferOutput<typeof liveEventSchema>;

export const healthSchema = v.object({ ok: v.boolean(), version: v.string() });
