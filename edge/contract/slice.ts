import * as v from "valibot";
import { sha256Schema, uuidSchema } from "./ids.ts";
import { printSettingsSchema, slugSchema } from "./print-settings.ts";
import { failureSchema } from "./problem.ts";
import { figuresSchema } from "./quote.ts";
import { attemptSchema } from "./rebuild.ts";

/** What passes between the edge and the slicer's worker: RunPod's endpoint `slice`, or a container on the shop's own machine. */

/** Of the profiles that the worker knows (slicer/pins.json); to be raised with them. With the slicer it makes a slice's key. */
export const sliceVersions = { slicer: "PrusaSlicer-2.5.0", profile: "PrusaResearch-1.5.1+1" } as const;

/** A preview is at most so large; it is thinned out until it fits. Its form: slice-preview.ts. */
export const previewBytesMax = 2 * 1024 * 1024;

export const slicePreviewName = "preview.bin.gz";
export const sliceManifestName = "slice.json";
export const sliceResultNameSchema = v.picklist([slicePreviewName]);

const bytes = v.pipe(v.number(), v.integer(), v.minValue(1));

/** `input` of RunPod's /run. Holds no secret: links are per object and expire. */
export const sliceInputSchema = v.object({
  schema: v.literal(1),
  sliceId: uuidSchema,
  attempt: attemptSchema,
  /** Binary STL in mm and nothing else, as the check has left it: never the file somebody sent. */
  geometry: v.object({ sha256: sha256Schema, bytes, url: v.string() }),
  /** In resin the layer height is the preset's own (draft 100, standard 50, fine 25 µm): the exposure belongs to it. */
  settings: printSettingsSchema,
  machine: slugSchema,
  /** The catalogue's `profile` of the material. */
  profile: slugSchema,
  /** The shop's own density in place of the profile's. */
  densityMgPerCm3: v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(25_000)),
  /** Where each result goes (PUT, with x-content-sha256); `slice.json`, the output, is put last. */
  results: v.object({ [slicePreviewName]: v.string(), [sliceManifestName]: v.string() }),
});
export type SliceInput = v.InferOutput<typeof sliceInputSchema>;

export const sliceFileSchema = v.object({ name: sliceResultNameSchema, sha256: sha256Schema, bytes });

/** `output` of the worker, and the body of slice.json: whichever arrives decides alone. */
export const sliceOutputSchema = v.object({
  schema: v.literal(1),
  sliceId: uuidSchema,
  attempt: attemptSchema,
  /** Of one piece; null exactly where there is a failure. Then an estimate stands in, marked, and is not paid. */
  figures: v.nullable(figuresSchema),
  failure: v.nullable(failureSchema),
  /** What sliced; null where nothing could. */
  versions: v.nullable(v.object({ slicer: v.string(), profile: v.string() })),
  /** SHA-256 over geometry, settings, profile and slicer: equal keys have equal figures. */
  cacheKey: v.nullable(sha256Schema),
  cached: v.boolean(),
  /** Resin has no preview. */
  files: v.array(sliceFileSchema),
  seconds: v.number(),
});
export type SliceOutput = v.InferOutput<typeof sliceOutputSchema>;

/** Body of RunPod's /run. */
export const sliceRunSchema = v.object({
  input: sliceInputSchema,
  webhook: v.optional(v.string()),
  policy: v.object({ executionTimeout: v.number(), ttl: v.number() }),
});
