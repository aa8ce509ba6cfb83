import * as v from "valibot";

/** What a person chooses for a part to be printed. Integers throughout, so that equal choices are equal text. */

export const printLimits = {
  fileBytesMax: 50 * 1024 * 1024,
  filesMax: 20,
  trianglesMax: 2_000_000,
  layerHeightUmMin: 50,
  layerHeightUmMax: 350,
  quantityMax: 10_000,
} as const;

/** Names of materials, colours, finishes, machines and shippings: the shop's own, so only their form is fixed. */
export const slugSchema = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,39}$/));

export const processSchema = v.picklist(["fdm", "sla"]);
export type Process = v.InferOutput<typeof processSchema>;

export const presetSchema = v.picklist(["draft", "standard", "fine"]);
export type Preset = v.InferOutput<typeof presetSchema>;

export const infillPatternSchema = v.picklist(["gyroid", "grid", "cubic", "honeycomb", "rectilinear"]);
export type InfillPattern = v.InferOutput<typeof infillPatternSchema>;

export const supportsSchema = v.picklist(["auto", "none"]);
export const leadTimeSchema = v.picklist(["economy", "standard", "rush"]);
export type LeadTime = v.InferOutput<typeof leadTimeSchema>;

/** The unit a file's numbers are in. STL and OBJ do not say; 3MF and STEP do. */
export const fileUnitSchema = v.picklist(["mm", "cm", "m", "inch", "foot", "um"]);
export type FileUnit = v.InferOutput<typeof fileUnitSchema>;

export const layerHeightUmSchema = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(printLimits.layerHeightUmMin),
  v.maxValue(printLimits.layerHeightUmMax),
);
export const infillPercentSchema = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100));
export const quantitySchema = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(printLimits.quantityMax));

const millionth = v.pipe(v.number(), v.integer(), v.minValue(-1_000_000), v.maxValue(1_000_000));
const isTurn = (parts: [number, number, number, number]) => parts.some((part) => Math.abs(part) >= 1_000);

/** The side of the file's own box that lies on the bed, or a turn as a quaternion (x, y, z, w) in millionths. */
export const sideSchema = v.picklist(["-z", "+z", "-x", "+x", "-y", "+y"]);
export type Side = v.InferOutput<typeof sideSchema>;
export const orientationSchema = v.variant("kind", [
  v.object({ kind: v.literal("face-down"), side: sideSchema }),
  v.object({
    kind: v.literal("quaternion"),
    millionths: v.pipe(v.strictTuple([millionth, millionth, millionth, millionth]), v.check(isTurn, "not a turn")),
  }),
]);
export type Orientation = v.InferOutput<typeof orientationSchema>;

export const orientationReasonSchema = v.picklist(["as-drawn", "least-support", "lowest", "flattest", "only-fit"]);
export type OrientationReason = v.InferOutput<typeof orientationReasonSchema>;

/** How the part could lie, best first, and why the first is first. */
export const orientationProposalSchema = v.object({
  orientation: orientationSchema,
  reason: orientationReasonSchema,
  supportMm3: v.pipe(v.number(), v.integer(), v.minValue(0)),
  heightUm: v.pipe(v.number(), v.integer(), v.minValue(0)),
  fits: v.boolean(),
});
export type OrientationProposal = v.InferOutput<typeof orientationProposalSchema>;

/** What the slicer has to know: with the geometry's hash and the versions it is the key of a slice. */
export const printSettingsSchema = v.object({
  process: processSchema,
  material: slugSchema,
  preset: presetSchema,
  layerHeightUm: layerHeightUmSchema,
  infillPercent: infillPercentSchema,
  pattern: infillPatternSchema,
  supports: supportsSchema,
  orientation: orientationSchema,
});
export type PrintSettings = v.InferOutput<typeof printSettingsSchema>;

/** One line of a quote: a part, how it is printed, and what the price alone depends on. */
export const lineChoiceSchema = v.object({
  settings: printSettingsSchema,
  colour: slugSchema,
  finish: slugSchema,
  quantity: quantitySchema,
});
export type LineChoice = v.InferOutput<typeof lineChoiceSchema>;
