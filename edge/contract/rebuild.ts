import * as v from "valibot";
import { jobIdSchema } from "./ids.ts";

/**
 * A finished part made anew without its photos: dimensions that a person sets, a scale from one known distance, or both.
 * Face numbers, points and lengths are those of the result named by `of`; each rebuild is a result of its own.
 */

export const rebuildLimits = {
  overridesMax: 50,
  /** Kept for a scan; the oldest makes room for the next. */
  perScanMax: 20,
  /** A new value is between the old one divided and multiplied by this. */
  factorMax: 5,
  /** Least distance of two picked points, as a share of the part's diagonal. */
  pointsApartShareMin: 0.02,
} as const;

const point = v.tuple([v.number(), v.number(), v.number()]);
export const attemptSchema = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(9));
export const resultIdSchema = v.object({ jobId: jobIdSchema, attempt: attemptSchema });

/** `diameter`, `radius`: of cylinders, spheres and roundings. `distance`: between two parallel planes. */
export const quantitySchema = v.picklist(["diameter", "radius", "distance"]);
export type Quantity = v.InferOutput<typeof quantitySchema>;

/** Faces on one surface are one: all of it is set. `valueMm`: after scaling, in the part's unit where no scale is known. */
export const overrideSchema = v.object({
  quantity: quantitySchema,
  faces: v.pipe(v.array(v.pipe(v.number(), v.integer(), v.minValue(0))), v.minLength(1), v.maxLength(100)),
  valueMm: v.number(),
});
export type Override = v.InferOutput<typeof overrideSchema>;

/** `from` and `to` in the part's frame and unit. */
export const knownDistanceSchema = v.object({ from: point, to: point, distanceMm: v.number() });
export type KnownDistance = v.InferOutput<typeof knownDistanceSchema>;

export const rebuildSchema = v.object({
  of: resultIdSchema,
  overrides: v.pipe(v.array(overrideSchema), v.maxLength(rebuildLimits.overridesMax)),
  knownDistance: v.nullable(knownDistanceSchema),
});
export type Rebuild = v.InferOutput<typeof rebuildSchema>;

/** `POST /api/v1/scans/{scanId}/rebuild`. Answers 202 with a scan. */
export const rebuildRequestSchema = v.object({ jobId: jobIdSchema, ...rebuildSchema.entries });
export type RebuildRequest = v.InferOutput<typeof rebuildRequestSchema>;

/** One override in force, in the report of the part that has it: `faces` are that part's. */
export const overrideReportSchema = v.object({
  quantity: quantitySchema,
  faces: v.array(v.pipe(v.number(), v.integer(), v.minValue(0))),
  /** As measured; null where nothing was. */
  rawMm: v.nullable(v.number()),
  /** As the part had it before a person set it. */
  fittedMm: v.number(),
  /** What the person set. */
  valueMm: v.number(),
});
export type OverrideReport = v.InferOutput<typeof overrideReportSchema>;
