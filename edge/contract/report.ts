import * as v from "valibot";
import { labelSchema, stageNameSchema } from "./job-words.ts";
import { passSchema } from "./photo.ts";
import { failureSchema } from "./problem.ts";
import { overrideReportSchema, resultIdSchema } from "./rebuild.ts";

/** report.json: what was measured, stage by stage. Lengths in mm when `scale.known`, else in scene units. */

const vec3 = v.tuple([v.number(), v.number(), v.number()]);
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

export const stageReportSchema = v.object({
  name: stageNameSchema,
  seconds: v.pipe(v.number(), v.minValue(0)),
  cached: v.boolean(),
  peakMemoryMb: v.nullable(v.number()),
  /** Named figures of this stage; units stand in the names (reprojectionErrorPx, deviationMeanMm …). */
  measured: v.record(v.string(), v.union([v.number(), v.string(), v.boolean(), v.null()])),
  warnings: v.array(v.string()),
});
export type StageReport = v.InferOutput<typeof stageReportSchema>;

export const scaleSchema = v.object({
  /** `mat`: from the printed board. `known-distance`: given by the user. `unknown`: lengths are in scene units. */
  source: v.picklist(["mat", "known-distance", "unknown"]),
  known: v.boolean(),
  detail: v.string(),
});

/** Pose of one photo: OpenCV axes (x right, y down, z forward), x_camera = R · x_world + t. */
export const cameraReportSchema = v.object({
  photoId: v.string(),
  name: v.string(),
  pass: passSchema,
  registered: v.boolean(),
  /** Why it was left out; null when registered. */
  reason: v.nullable(v.string()),
  reprojectionErrorPx: v.nullable(v.number()),
  positionMm: v.nullable(vec3),
  /** Row-major 3 × 3. */
  rotation: v.nullable(v.pipe(v.array(v.number()), v.length(9))),
  verticalFovDeg: v.nullable(v.number()),
  aspect: v.nullable(v.number()),
});

export const faceTypeSchema = v.picklist(["plane", "cylinder", "cone", "sphere", "torus", "freeform", "facet"]);

/** What a face is worth: seen and fitting, seen in part, or never seen. */
export const faceEvidenceSchema = v.picklist(["measured", "fitted", "guessed"]);

export const faceReportSchema = v.object({
  id: count,
  type: faceTypeSchema,
  evidence: faceEvidenceSchema,
  areaMm2: v.number(),
  radiusMm: v.nullable(v.number()),
  /** Before regularisation and rounding to nominal. */
  rawRadiusMm: v.nullable(v.number()),
  axis: v.nullable(vec3),
  origin: v.nullable(vec3),
  deviationMeanMm: v.nullable(v.number()),
  deviationP95Mm: v.nullable(v.number()),
  /** Median signed distance of the cloud from the face: positive where it was measured outside the solid. */
  deviationBiasMm: v.nullable(v.number()),
  inliers: count,
});

/**
 * `size`: the bounding box. `thickness`: parallel faces with material between; `gap`: without; `step`: facing the same
 * way. `hole`, `boss`: inner and outer diameters. `countersink`: its major diameter. `chamfer`: its longer leg.
 * `spacing`: centre to centre.
 */
export const dimensionKinds = [
  "size",
  "hole",
  "countersink",
  "slot",
  "boss",
  "sphere",
  "thickness",
  "gap",
  "step",
  "angle",
  "chamfer",
  "fillet",
  "bolt-circle",
  "grid",
  "spacing",
] as const;
export const dimensionKindSchema = v.picklist(dimensionKinds);
export type DimensionKind = v.InferOutput<typeof dimensionKindSchema>;

/** A size a drawing would name, and why: a multiple of 0.1 mm (1° of an angle), a drill, or a thread's hole. */
export const nominalSchema = v.object({
  value: v.number(),
  basis: v.picklist(["step", "drill", "thread"]),
  /** For people, e.g. "M5, medium clearance". */
  detail: v.string(),
});

/** How a dimension is drawn, in the part's frame. */
export const dimensionDrawingSchema = v.object({
  lines: v.array(v.tuple([vec3, vec3])),
  circles: v.array(v.object({ centre: vec3, axis: vec3, radius: v.number() })),
  /** Where its value stands. */
  at: vec3,
});

export const dimensionSchema = v.object({
  /** Kind and number, in order of place: the same part gives the same ids. */
  id: v.string(),
  kind: dimensionKindSchema,
  /** For people, without the figure: "Hole, through". */
  label: v.string(),
  quantity: v.picklist(["length", "diameter", "radius", "angle"]),
  /** Of the solid as delivered; mm (scene units when the scale is unknown) or degrees. */
  value: v.number(),
  /** As measured, before faces were regularised and rounded; null where nothing was measured. */
  raw: v.nullable(v.number()),
  /** Null when no such size lies within the uncertainty, or the scale is unknown. */
  nominal: v.nullable(nominalSchema),
  /** Half the width of the 95 % interval of the measurement, that of the scale not counted; null when guessed. */
  uncertainty: v.nullable(v.number()),
  /** Of the weakest of its faces. */
  evidence: faceEvidenceSchema,
  faces: v.array(count),
  /** How often the feature is there with this size: 4 × R5, or the holes of a bolt circle. */
  count: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** Centre of the feature (a hole's: where its axis enters) and its axis. */
  place: vec3,
  axis: v.nullable(vec3),
  depthMm: v.nullable(v.number()),
  /** Null for what is no hole. */
  through: v.nullable(v.boolean()),
  drawing: dimensionDrawingSchema,
});
export type Dimension = v.InferOutput<typeof dimensionSchema>;

/** A spot of skin on which nothing was measured: what lies there is made up. `normal`: outward, so from where to look. */
export const bareSpotSchema = v.object({ areaMm2: v.number(), place: vec3, normal: vec3 });

export const solidReportSchema = v.object({
  /** BRepCheck after reading the STEP back. */
  valid: v.boolean(),
  solids: count,
  closed: v.boolean(),
  faces: v.array(faceReportSchema),
  /** Empty for a faceted solid: single facets have no dimensions. */
  dimensions: v.array(dimensionSchema),
  /** Largest first; a report from before they were told has none. */
  bareSpots: v.optional(v.array(bareSpotSchema)),
  volumeMm3: v.nullable(v.number()),
  /** From the cloud's points to the solid's surface. */
  deviationMeanMm: v.nullable(v.number()),
  deviationP95Mm: v.nullable(v.number()),
  deviationMaxMm: v.nullable(v.number()),
});

export const meshReportSchema = v.object({
  watertight: v.boolean(),
  manifold: v.boolean(),
  bodies: count,
  triangles: count,
  genus: v.nullable(v.pipe(v.number(), v.integer())),
  volumeMm3: v.number(),
  areaMm2: v.number(),
  deviationMeanMm: v.nullable(v.number()),
  deviationP95Mm: v.nullable(v.number()),
});

export const reportSchema = v.object({
  schema: v.literal(2),
  label: labelSchema,
  /** One sentence for people: what this result is and what it is not. */
  summary: v.string(),
  failure: v.nullable(failureSchema),
  quality: v.picklist(["draft", "standard"]),
  unit: v.picklist(["mm", "scene"]),
  scale: scaleSchema,
  /** `mat`: origin at the board's centre, z up. `table`: z up from the support plane. `free`: as reconstructed. */
  frame: v.picklist(["mat", "table", "free"]),
  boundingBoxMm: v.nullable(v.object({ min: vec3, max: vec3, size: vec3 })),
  stages: v.array(stageReportSchema),
  cameras: v.array(cameraReportSchema),
  mesh: v.nullable(meshReportSchema),
  solid: v.nullable(solidReportSchema),
  /** Dimensions that a person has set. */
  overrides: v.array(overrideReportSchema),
  /** The result this one was rebuilt from; null where the photos made it. */
  rebuiltFrom: v.nullable(resultIdSchema),
  warnings: v.array(v.string()),
  seconds: v.number(),
  peakMemoryMb: v.nullable(v.number()),
  software: v.record(v.string(), v.string()),
});
export type Report = v.InferOutput<typeof reportSchema>;
