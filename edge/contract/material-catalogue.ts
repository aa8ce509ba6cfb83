import * as v from "valibot";
import { presetSchema, processSchema, slugSchema } from "./print-settings.ts";

/** `GET /api/v1/materials/catalog`: what this shop prints with. Prices stand in the price book. */

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(80));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

export const colourSchema = v.object({
  id: slugSchema,
  name,
  hex: v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/)),
  /** Null: not counted. */
  stockG: v.nullable(count),
});
export type Colour = v.InferOutput<typeof colourSchema>;

export const materialSchema = v.object({
  id: slugSchema,
  name,
  process: processSchema,
  /** Which of the slicer's profiles, and the estimator's figures, it prints by. */
  profile: slugSchema,
  densityMgPerCm3: v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(25_000)),
  presets: v.pipe(v.array(presetSchema), v.minLength(1)),
  colours: v.pipe(v.array(colourSchema), v.minLength(1), v.maxLength(100)),
  note: v.optional(v.pipe(v.string(), v.maxLength(300))),
  enabled: v.boolean(),
});
export type Material = v.InferOutput<typeof materialSchema>;

export const machineSchema = v.object({
  id: slugSchema,
  name,
  process: processSchema,
  /** Room that parts may take, less than the bed. */
  widthUm: v.pipe(v.number(), v.integer(), v.minValue(10_000), v.maxValue(3_000_000)),
  depthUm: v.pipe(v.number(), v.integer(), v.minValue(10_000), v.maxValue(3_000_000)),
  heightUm: v.pipe(v.number(), v.integer(), v.minValue(10_000), v.maxValue(3_000_000)),
  nozzleUm: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2_000)),
  enabled: v.boolean(),
});
export type Machine = v.InferOutput<typeof machineSchema>;

export const catalogueSchema = v.object({
  version: v.pipe(v.number(), v.integer(), v.minValue(1)),
  materials: v.pipe(v.array(materialSchema), v.minLength(1), v.maxLength(200)),
  machines: v.pipe(v.array(machineSchema), v.minLength(1), v.maxLength(100)),
  presets: v.record(presetSchema, v.object({ name, layerHeightUm: v.pipe(v.number(), v.integer()) })),
});
export type Catalogue = v.InferOutput<typeof catalogueSchema>;
