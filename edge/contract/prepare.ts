import * as v from "valibot";
import { sha256Schema, uuidSchema } from "./ids.ts";
import { failureSchema } from "./problem.ts";
import { attemptSchema } from "./rebuild.ts";

/** What passes between the edge and the slicer's worker when a part has to be made printable before it can be sliced. */

/** `triangulate`: a STEP file into triangles in mm. `mend`: a mesh with holes or bodies that overlap into a closed one. */
export const prepareTaskSchema = v.picklist(["triangulate", "mend"]);
export type PrepareTask = v.InferOutput<typeof prepareTaskSchema>;

export const preparedMeshName = "prepared.stl";
export const prepareManifestName = "prepared.json";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const bytes = v.pipe(v.number(), v.integer(), v.minValue(1));

/** To mend: binary STL in mm as the check has left it. To triangulate: the STEP file as it came, which is not trusted. */
export const prepareFileSchema = v.object({ sha256: sha256Schema, bytes, url: v.string() });
/** Where each result goes (PUT, with x-content-sha256); `prepared.json`, the output, is put last. */
export const prepareLinksSchema = v.object({ [preparedMeshName]: v.string(), [prepareManifestName]: v.string() });

/** `input` of RunPod's /run. Holds no secret: links are per object and expire. */
export const prepareInputSchema = v.object({
  schema: v.literal(1),
  preparationId: uuidSchema,
  attempt: attemptSchema,
  task: prepareTaskSchema,
  file: prepareFileSchema,
  results: prepareLinksSchema,
});
export type PrepareInput = v.InferOutput<typeof prepareInputSchema>;

export const preparedFiguresSchema = v.object({
  triangles: count,
  openEdges: count,
  volumeMm3: v.number(),
  areaMm2: v.number(),
  sizeUm: v.strictTuple([count, count, count]),
});
export type PreparedFigures = v.InferOutput<typeof preparedFiguresSchema>;

export const prepareChangeKinds = [
  ...(["triangulated", "vertices-merged", "empty-triangles-dropped", "duplicates-dropped"] as const),
  ...(["faces-turned", "holes-closed", "bodies-united"] as const),
] as const;
export const prepareChangeSchema = v.object({
  kind: v.picklist(prepareChangeKinds),
  count,
  /** In words, with numbers. */
  detail: v.pipe(v.string(), v.maxLength(300)),
});
export type PrepareChange = v.InferOutput<typeof prepareChangeSchema>;

export const prepareReportSchema = v.object({
  task: prepareTaskSchema,
  bodies: count,
  /** The unit of length that a STEP file names; its triangles are in mm. */
  unit: v.nullable(v.pipe(v.string(), v.maxLength(40))),
  /** How far triangles may lie off a STEP's own surface, in µm. */
  deviationUm: v.nullable(count),
  /** What was done, in order. None: the part needed nothing. */
  changes: v.pipe(v.array(prepareChangeSchema), v.maxLength(20)),
  /** Of the mesh as it came; null for STEP. */
  before: v.nullable(preparedFiguresSchema),
  after: preparedFiguresSchema,
});
export type PrepareReport = v.InferOutput<typeof prepareReportSchema>;

export const preparedFileSchema = v.object({ sha256: sha256Schema, bytes });

/** `output` of the worker, and the body of prepared.json: whichever arrives decides alone. */
export const prepareOutputSchema = v.object({
  schema: v.literal(1),
  preparationId: uuidSchema,
  attempt: attemptSchema,
  /** Null exactly where there is a failure, as is `file`. */
  report: v.nullable(prepareReportSchema),
  file: v.nullable(preparedFileSchema),
  failure: v.nullable(failureSchema),
  seconds: v.number(),
});
export type PrepareOutput = v.InferOutput<typeof prepareOutputSchema>;

/** Body of RunPod's /run. */
export const prepareRunSchema = v.object({
  input: prepareInputSchema,
  webhook: v.optional(v.string()),
  policy: v.object({ executionTimeout: v.number(), ttl: v.number() }),
});
