import * as v from "valibot";
import { instantMsSchema } from "./ids.ts";
import { attemptSchema } from "./rebuild.ts";

/** What a job is asked, tells on its way and ends in: the words that every client needs, apart from the workers' own. */

export const resultNames = [
  "part.step",
  "part.stl",
  "part.3mf",
  "part.glb",
  "dimensions.csv",
  "report.json",
  "preview.png",
  "state.zip",
] as const;
export const resultNameSchema = v.picklist(resultNames);
export type ResultName = v.InferOutput<typeof resultNameSchema>;
export const stageNames = [
  "load",
  "features",
  "matching",
  "poses",
  "dense",
  "object",
  "mesh",
  "cad",
  "export",
] as const;
export const stageNameSchema = v.picklist(stageNames);
export type StageName = v.InferOutput<typeof stageNameSchema>;

/** `analytic`: planes, cylinders … from the B-rep fit. `faceted`: the mesh sewn into a solid. `failed`: no solid. */
export const labelSchema = v.picklist(["analytic", "faceted", "failed"]);
export type ResultLabel = v.InferOutput<typeof labelSchema>;

/** How the person says the scale is to be found. A known distance is between two points picked on the result: a rebuild. */
export const scaleRequestSchema = v.object({ mat: v.picklist(["auto", "none"]) });

/** `draft` works on smaller photos and maps: a first look in a fraction of the time, and so labelled in the report. */
export const qualitySchema = v.picklist(["draft", "standard"]);

export const jobOptionsSchema = v.object({ scale: scaleRequestSchema, quality: qualitySchema });
export type JobOptions = v.InferOutput<typeof jobOptionsSchema>;

/** One step of a running job. `done`/`total` count what `text` names (photos, pairs, views). */
export const progressEventSchema = v.object({
  attempt: attemptSchema,
  /** Rises by one with each event of an attempt, so that late ones are dropped. */
  sequence: v.pipe(v.number(), v.integer(), v.minValue(0)),
  stage: stageNameSchema,
  state: v.picklist(["running", "done", "failed"]),
  done: v.nullable(v.number()),
  total: v.nullable(v.number()),
  /** For people, e.g. "23 of 24 photos placed". */
  text: v.pipe(v.string(), v.maxLength(300)),
  atMs: instantMsSchema,
});
export type ProgressEvent = v.InferOutput<typeof progressEventSchema>;
