import * as v from "valibot";
import { instantMsSchema, jobIdSchema, scanIdSchema, uuidSchema } from "./ids.ts";
import { jobOptionsSchema, labelSchema, stageNameSchema } from "./job-words.ts";
import { failureSchema, problemCodeSchema } from "./problem.ts";
import { scanNameSchema, scanStateSchema, submitSchema } from "./scan.ts";

export const batchLimits = {
  setsMax: 100,
  /** In one submit: each set takes about ten database calls, and a request may make a thousand. */
  submitMax: 50,
  zipBytesMax: 100 * 1000 * 1000,
  /** Entries of a zip, folders and other files counted too. */
  zipEntriesMax: 5000,
} as const;

/** `PUT /api/v1/batches/{batchId}`: make one, or rename it. */
export const batchPutSchema = v.object({ name: scanNameSchema, createdAtMs: instantMsSchema });

/** `PUT /api/v1/batches/{batchId}/sets`: scans are made where they are not there, and put into the batch. */
export const batchSetsPutSchema = v.object({
  sets: v.pipe(
    v.array(v.object({ scanId: scanIdSchema, name: scanNameSchema })),
    v.minLength(1),
    v.maxLength(batchLimits.setsMax),
  ),
});

/** `POST /api/v1/batches/{batchId}/submit`: each set for itself. Without `photos` it is all that the scan has. */
export const batchSubmitSchema = v.object({
  options: jobOptionsSchema,
  sets: v.pipe(
    v.array(v.object({ scanId: scanIdSchema, jobId: jobIdSchema, photos: v.optional(submitSchema.entries.photos) })),
    v.minLength(1),
    v.maxLength(batchLimits.submitMax),
  ),
});
export type BatchSubmit = v.InferOutput<typeof batchSubmitSchema>;

export const setOutcomeSchema = v.object({
  scanId: scanIdSchema,
  jobId: jobIdSchema,
  accepted: v.boolean(),
  /** Why it was refused. */
  code: v.nullable(problemCodeSchema),
  detail: v.nullable(v.string()),
});
export type SetOutcome = v.InferOutput<typeof setOutcomeSchema>;
export const batchSubmittedSchema = v.object({ outcomes: v.array(setOutcomeSchema) });

/** A file of a zip that was not taken. */
export const zipRefusalSchema = v.object({ path: v.string(), code: problemCodeSchema, detail: v.nullable(v.string()) });
export type ZipRefusal = v.InferOutput<typeof zipRefusalSchema>;

export const batchImportSchema = v.object({
  importId: uuidSchema,
  state: v.picklist(["running", "done", "failed"]),
  photosTotal: v.number(),
  photosSeen: v.number(),
  /** The first 100. */
  refused: v.array(zipRefusalSchema),
  failure: v.nullable(problemCodeSchema),
});
export type BatchImport = v.InferOutput<typeof batchImportSchema>;

/** `open`: nothing was submitted yet. `ended`: no set is queued or running any more. */
export const batchStateSchema = v.picklist(["open", "running", "ended"]);
export const batchSetStateSchema = v.picklist([...scanStateSchema.options, "deleted"]);

export const batchCountsSchema = v.object({
  draft: v.number(),
  queued: v.number(),
  running: v.number(),
  done: v.number(),
  failed: v.number(),
  cancelled: v.number(),
  deleted: v.number(),
});
export type BatchCounts = v.InferOutput<typeof batchCountsSchema>;

const batchHead = {
  batchId: uuidSchema,
  name: v.string(),
  state: batchStateSchema,
  counts: batchCountsSchema,
  createdAtMs: instantMsSchema,
  submittedAtMs: v.nullable(instantMsSchema),
  endedAtMs: v.nullable(instantMsSchema),
};
export const batchSummarySchema = v.object(batchHead);
export type BatchSummary = v.InferOutput<typeof batchSummarySchema>;
export const batchListSchema = v.object({
  batches: v.array(batchSummarySchema),
  nextCursor: v.nullable(v.string()),
});
export type BatchList = v.InferOutput<typeof batchListSchema>;

export const batchViewSchema = v.object({
  ...batchHead,
  sets: v.array(
    v.object({
      scanId: scanIdSchema,
      name: v.nullable(v.string()),
      state: batchSetStateSchema,
      /** What the worker is at, while it is running. */
      stage: v.nullable(stageNameSchema),
      label: v.nullable(labelSchema),
      failure: v.nullable(failureSchema),
      photoCount: v.number(),
    }),
  ),
  imports: v.array(batchImportSchema),
});
export type BatchView = v.InferOutput<typeof batchViewSchema>;

export const batchReportSchema = v.object({
  ...batchHead,
  sets: v.array(
    v.object({
      scanId: scanIdSchema,
      name: v.nullable(v.string()),
      state: batchSetStateSchema,
      label: v.nullable(labelSchema),
      /** Measured dimensions in its report; null: it has none. */
      dimensions: v.nullable(v.number()),
      /** Of work on the GPU. */
      seconds: v.nullable(v.number()),
      failureCode: v.nullable(problemCodeSchema),
      failureDetail: v.nullable(v.string()),
    }),
  ),
});
export type BatchReport = v.InferOutput<typeof batchReportSchema>;
