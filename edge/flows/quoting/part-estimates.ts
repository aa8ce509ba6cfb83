import type { Orientation, PrintSettings } from "#contract/print-settings";
import { calibration } from "#quote/estimate/calibration";
import type { LayerSettings } from "#quote/estimate/closed-layers";
import { type Estimate, estimateBy, layersOf } from "#quote/estimate/estimate";
import { type LayerParts, layerPartsOf } from "#quote/estimate/layer-parts";
import { placed } from "#quote/estimate/placed";
import { type Outline, type Shape, shapeOf } from "#quote/estimate/shape";
import { readPartFrom } from "#quote/mesh/read-part";
import { keepShape, loadShape } from "../../adapters/kept-shape.ts";
import { partGeometryKey } from "../../domain/storage-keys.ts";
import type { Env } from "../../env.ts";

/** What is left of a shape once its layers are known: a few kilobytes a layer height, so that sliders cost nothing. */
interface Sketch {
  readonly outline: Outline;
  readonly layers: Map<string, LayerParts>;
}

/** Kept as long as this isolate lives. Equal geometry is the same part, whoever asks. */
const sketches = new Map<string, Sketch>();
const sketchesMost = 150;
const layersMost = 12;

export type EstimateAs = (settings: PrintSettings, profile: string) => Estimate | null;

/**
 * The estimator for one part as it lies, ready for these settings. Its shape is read only where their layers are not
 * known yet, and made of the geometry only where nobody has asked before. Null: the part's files are gone.
 */
export async function estimatorFor(
  env: Pick<Env, "FILES">,
  part: { readonly partId: string; readonly geometrySha256: string },
  orientation: Orientation,
  wanted: readonly PrintSettings[],
): Promise<EstimateAs | null> {
  const key = `${part.geometrySha256} ${JSON.stringify(orientation)}`;
  let sketch = sketches.get(key);
  const lacking = wanted.filter((settings) => settings.process === "fdm" && !sketch?.layers.has(keyOf(settings)));
  if (!sketch || lacking.length > 0) {
    const shape =
      (await loadShape(env.FILES, part.partId, orientation)) ?? (await makeShape(env, part.partId, orientation));
    if (!shape) return null;
    sketch = keptNewest(
      sketches,
      key,
      { outline: outlineOf(shape), layers: sketch?.layers ?? new Map() },
      sketchesMost,
    );
    for (const settings of lacking) addLayers(sketch, shape, settings);
  } else keptNewest(sketches, key, sketch, sketchesMost);
  const { outline, layers } = sketch;
  // Its own map: another request may push these layers out of the sketch.
  const ready = new Map(wanted.map((settings) => [keyOf(settings), layers.get(keyOf(settings))]));
  return (settings, profile) =>
    estimateBy(
      outline,
      () => {
        const parts = ready.get(keyOf(settings));
        if (!parts) throw new Error(`nobody said that ${keyOf(settings)} would be asked`);
        return parts;
      },
      settings,
      profile,
    );
}

/** Filament, pattern and how much is filled make no other layers; whether all is filled does. */
const keyOf = (settings: PrintSettings): string =>
  [settings.preset, settings.layerHeightUm, settings.supports, settings.infillPercent === 100].join(" ");

function addLayers(sketch: Sketch, shape: Shape, settings: PrintSettings): void {
  const layers: LayerSettings = layersOf(settings);
  const key = keyOf(settings);
  if (!sketch.layers.has(key)) {
    keptNewest(sketch.layers, key, layerPartsOf(shape, calibration.prints[settings.preset], layers), layersMost);
  }
}

function keptNewest<Value>(known: Map<string, Value>, key: string, value: Value, most: number): Value {
  known.delete(key);
  known.set(key, value);
  const [oldest] = known.keys();
  if (known.size > most && oldest !== undefined) known.delete(oldest);
  return value;
}

/** Copied, so that the shape itself, of some megabytes, is let go. */
const outlineOf = ({ sizeMm, volumeMm3, areaMm2, slabs }: Shape): Outline => ({
  ...{ sizeMm, volumeMm3, areaMm2 },
  slabs: {
    ...{ count: slabs.count, thickMm: slabs.thickMm, areaMm2: slabs.areaMm2.slice() },
    ...{ outlineMm: slabs.outlineMm.slice(), corners: slabs.corners.slice(), loops: slabs.loops.slice() },
  },
});

async function makeShape(env: Pick<Env, "FILES">, partId: string, orientation: Orientation): Promise<Shape | null> {
  const file = await env.FILES.get(partGeometryKey(partId));
  const read = file && (await readPartFrom(file.body, file.size));
  if (!read || read.format === "step") return null;
  const shape = shapeOf(placed(read.mesh, orientation));
  await keepShape(env.FILES, partId, orientation, shape);
  return shape;
}
