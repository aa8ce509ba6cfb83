import * as v from "valibot";
import { fileUnitSchema } from "./print-settings.ts";

/** What the check of a part found: codes of quote-problems.ts, how bad, and where. */

export const meshFindingCodes = [
  ...(["mesh-open", "mesh-inverted", "mesh-flipped", "mesh-edges-shared", "mesh-degenerate", "mesh-shells"] as const),
  ...(["mesh-thin-walls", "mesh-overhangs", "mesh-too-large", "mesh-too-small", "mesh-fits-turned"] as const),
  ...(["mesh-unit-doubtful", "mesh-trailing-bytes"] as const),
] as const;
export const meshFindingCodeSchema = v.picklist(meshFindingCodes);
export type MeshFindingCode = v.InferOutput<typeof meshFindingCodeSchema>;

/** `stops`: no price until it is repaired. `warns`: may be ordered all the same. `tells`: good to know. */
export const severitySchema = v.picklist(["stops", "warns", "tells"]);
export type Severity = v.InferOutput<typeof severitySchema>;

const whole = v.pipe(v.number(), v.integer(), v.minValue(0));

export const meshFindingSchema = v.object({
  code: meshFindingCodeSchema,
  severity: severitySchema,
  /** Edges, triangles or bodies, as the code has it. */
  count: whole,
  detail: v.string(),
  /** Some of the triangles concerned, numbered as in the file's order of reading. */
  triangles: v.pipe(v.array(whole), v.maxLength(200)),
});
export type MeshFinding = v.InferOutput<typeof meshFindingSchema>;

export const unitGuessSchema = v.object({
  unit: fileUnitSchema,
  sure: v.boolean(),
  reason: v.picklist(["declared", "usual-size", "metre-sized", "inch-grid", "too-small-for-mm", "too-large-for-mm"]),
  /** The largest side under each unit that could be meant, in µm. */
  candidates: v.array(v.object({ unit: fileUnitSchema, largestUm: whole })),
});
export type UnitGuess = v.InferOutput<typeof unitGuessSchema>;

export const meshCheckSchema = v.object({
  triangles: whole,
  vertices: whole,
  bodies: whole,
  watertight: v.boolean(),
  sizeUm: v.strictTuple([whole, whole, whole]),
  volumeMm3: v.number(),
  areaMm2: v.number(),
  overhangMm2: v.number(),
  unit: unitGuessSchema,
  findings: v.array(meshFindingSchema),
});
export type MeshCheck = v.InferOutput<typeof meshCheckSchema>;
