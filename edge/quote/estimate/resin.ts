import type { Preset, PrintSettings } from "#contract/print-settings";
import type { Figures } from "#contract/quote";
import type { Outline } from "./shape.ts";

/** A resin's exposure belongs to its layer: the preset decides, in layers finer than a request may name. */
export const resinLayerUm: Record<Preset, number> = { draft: 100, standard: 50, fine: 25 };

/** An SL1S: a layer takes its exposure and a tilt of the tank, whatever is in it. */
const layer = { exposureSeconds: 2.2, tiltSeconds: 6.2, firstLayers: 10, firstExposureSeconds: 25 };
const densityMgPerMm3 = 1.12;
/** Pad and supports, as a share of the part and of the room below it. */
const supports = { partShare: 0.08, roomShare: 0.012, padMm: 1, liftMm: 5 };

/** Resin prints are solid: height makes the time, volume the mass. Not calibrated on slices; its range is wide. */
export function resinModelled(
  { sizeMm, volumeMm3 }: Pick<Outline, "sizeMm" | "volumeMm3">,
  settings: Pick<PrintSettings, "preset" | "supports">,
): Record<keyof Figures, number> {
  const lifted = settings.supports === "auto";
  const [width, depth, height] = sizeMm;
  const layers = Math.ceil(((lifted ? height + supports.liftMm : height) * 1_000) / resinLayerUm[settings.preset]);
  const first = Math.min(layers, layer.firstLayers);
  const seconds =
    layers * (layer.exposureSeconds + layer.tiltSeconds) + first * (layer.firstExposureSeconds - layer.exposureSeconds);
  const room = width * depth * height;
  const supportMm3 = lifted
    ? supports.partShare * volumeMm3 + supports.roomShare * room + supports.padMm * width * depth * 0.6
    : 0;
  const supportMg = supportMm3 * densityMgPerMm3;
  return { materialMg: volumeMm3 * densityMgPerMm3 + supportMg, supportMg, filamentMm: 0, seconds, layers };
}
