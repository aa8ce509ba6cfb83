import * as v from "valibot";
import { instantMsSchema, jobIdSchema, photoIdSchema, sha256Schema, uuidSchema } from "./ids.ts";
import { jobOptionsSchema, labelSchema, type ResultName, resultNameSchema, resultNames } from "./job-words.ts";
import { passSchema, photoNameSchema } from "./photo.ts";
import { failureSchema } from "./problem.ts";
import { attemptSchema, rebuildSchema } from "./rebuild.ts";

/** Everything that passes between edge, gpu-callback and the RunPod worker. */

/** What the part can be rebuilt from; it goes to workers alone. */
export const stateName: ResultName = "state.zip";
export const manifestName = "manifest.json";

const byteCount = v.pipe(v.number(), v.integer(), v.minValue(1));

/** A rebuild as the worker is told of it: with a link (GET) to the state of the result it begins from. */
export const rebuildTaskSchema = v.object({
  ...rebuildSchema.entries,
  state: v.object({ sha256: sha256Schema, bytes: byteCount, url: v.string() }),
});

/** `input` of RunPod's /run. Holds no secret: links are per object and expire. */
export const workerInputSchema = v.object({
  schema: v.literal(1),
  jobId: jobIdSchema,
  attempt: attemptSchema,
  scanName: v.string(),
  options: jobOptionsSchema,
  photos: v.array(
    v.object({
      photoId: photoIdSchema,
      pass: passSchema,
      name: photoNameSchema,
      sha256: sha256Schema,
      bytes: byteCount,
      url: v.string(),
    }),
  ),
  /** Where it is given there are no photos: the part is made anew from its state. */
  rebuild: v.nullable(rebuildTaskSchema),
  /** Where each result goes (PUT, with x-content-sha256); the manifest is put last. */
  results: v.object(
    Object.fromEntries([...resultNames, manifestName].map((n) => [n, v.string()])) as Record<
      ResultName | typeof manifestName,
      v.StringSchema<undefined>
    >,
  ),
  /** POST a progressEvent here; losing one does no harm. */
  progressUrl: v.string(),
});
export type WorkerInput = v.InferOutput<typeof workerInputSchema>;

/** Header of a result PUT: hex SHA-256 of the body, checked on arrival. */
export const resultSha256Header = "x-content-sha256";

export const resultFileSchema = v.object({ name: resultNameSchema, sha256: sha256Schema, bytes: byteCount });

/** `output` of the worker, and the body of manifest.json: whichever arrives decides alone. */
export const workerOutputSchema = v.object({
  schema: v.literal(1),
  jobId: jobIdSchema,
  attempt: attemptSchema,
  /** `failed` is a verdict on the photos (not retried unless `failure.retryable`); its report.json may still be there. */
  label: labelSchema,
  failure: v.nullable(failureSchema),
  files: v.array(resultFileSchema),
  seconds: v.number(),
});
export type WorkerOutput = v.InferOutput<typeof workerOutputSchema>;

export const runpodStatusSchema = v.picklist([
  "IN_QUEUE",
  "IN_PROGRESS",
  "COMPLETED",
  "FAILED",
  "CANCELLED",
  "TIMED_OUT",
]);

/** Answer of RunPod's /status and body of its webhook. `output` is checked apart, with workerOutputSchema. */
export const runpodJobSchema = v.looseObject({
  id: v.string(),
  status: runpodStatusSchema,
  output: v.optional(v.unknown()),
  error: v.optional(v.unknown()),
  delayTime: v.optional(v.number()),
  executionTime: v.optional(v.number()),
});
export type RunpodJob = v.InferOutput<typeof runpodJobSchema>;

/** Body of RunPod's /run. */
export const runpodRunSchema = v.object({
  input: workerInputSchema,
  webhook: v.string(),
  policy: v.object({ executionTimeout: v.number(), ttl: v.number() }),
});

/** Queue `jobs`: one attempt to be sent to RunPod. */
export const dispatchMessageSchema = v.object({
  kind: v.literal("dispatch"),
  jobId: jobIdSchema,
  attempt: attemptSchema,
});
export type DispatchMessage = v.InferOutput<typeof dispatchMessageSchema>;

/** Queue `jobs`: a RunPod job that is no longer wanted is to be cancelled. */
export const haltMessageSchema = v.object({ kind: v.literal("halt"), runpodId: v.pipe(v.string(), v.minLength(1)) });
export type HaltMessage = v.InferOutput<typeof haltMessageSchema>;

/** Queue `jobs`: webhook deliveries wait; losing one only delays them to cron. */
export const tellMessageSchema = v.object({ kind: v.literal("tell") });
export type TellMessage = v.InferOutput<typeof tellMessageSchema>;

/** Queue `jobs`: the next photos of a batch's zip are to be taken in. */
export const importMessageSchema = v.object({ kind: v.literal("import"), importId: uuidSchema });
export type ImportMessage = v.InferOutput<typeof importMessageSchema>;

export const jobsMessageSchema = v.variant("kind", [
  dispatchMessageSchema,
  haltMessageSchema,
  tellMessageSchema,
  importMessageSchema,
]);
export type JobsMessage = v.InferOutput<typeof jobsMessageSchema>;

/** Queue `gpu-results`: what gpu-callback heard; a hint, verified by the consumer against /status and the manifest. */
export const gpuResultMessageSchema = v.object({
  kind: v.literal("gpu-result"),
  jobId: jobIdSchema,
  attempt: attemptSchema,
  tokenSha256: sha256Schema,
  runpodId: v.string(),
  status: runpodStatusSchema,
  /** The worker's own word, so that the callback suffices when RunPod has forgotten the job; files are verified all the same. */
  output: v.optional(workerOutputSchema),
  receivedAtMs: instantMsSchema,
});
export type GpuResultMessage = v.InferOutput<typeof gpuResultMessageSchema>;

/** Queue `sweep`: objects under a prefix are to be deleted (scan deleted, attempt fenced off). */
export const sweepMessageSchema = v.object({ kind: v.literal("sweep"), prefix: v.pipe(v.string(), v.minLength(8)) });
export type SweepMessage = v.InferOutput<typeof sweepMessageSchema>;
