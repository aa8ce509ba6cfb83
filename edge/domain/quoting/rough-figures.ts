import type { Material } from "#contract/material-catalogue";
import type { MeshCheck } from "#contract/mesh-check";
import type { PrintSettings } from "#contract/print-settings";
import type { Figures } from "#contract/quote";

/** Told with every estimate of the edge. */
export const roughVersion = "closed-form-1";

/** 0.45 mm lines laid two deep, and closed layers above and below: about this much of the skin is solid. */
const skinMm = 0.9;
const filamentMm2 = Math.PI * 0.875 ** 2;
/** mm³ a second that an FDM printer lays at 0.2 mm layers, travel and turns included. */
const mm3PerSecond = 3.2;
const supportShare = 0.12;
const layerOverheadSeconds = 1.5;
const resinSecondsPerLayer = 9;

/**
 * Figures from volume and surface alone, in no time and with no file to read: what stands until the slicer has answered,
 * or where it cannot. Mean cost error 17 %, so it is shown with a wide range.
 */
export function roughFigures(
  check: Pick<MeshCheck, "volumeMm3" | "areaMm2" | "overhangMm2" | "sizeUm">,
  settings: PrintSettings,
  material: Pick<Material, "densityMgPerCm3">,
): Figures {
  const volume = Math.max(0, check.volumeMm3);
  const heightMm = heightUm(check.sizeUm, settings) / 1_000;
  const layers = Math.max(1, Math.round((heightMm * 1_000) / settings.layerHeightUm));
  const supportMm3 = settings.supports === "auto" ? check.overhangMm2 * (heightMm / 2) * supportShare : 0;
  const skin = Math.min(volume, check.areaMm2 * skinMm);
  const inside = settings.process === "fdm" ? (volume - skin) * (settings.infillPercent / 100) : volume - skin;
  const mm3 = skin + inside + supportMm3;
  const perMm3 = material.densityMgPerCm3 / 1_000;
  const seconds =
    settings.process === "fdm"
      ? mm3 / (mm3PerSecond * Math.sqrt(settings.layerHeightUm / 200)) + layers * layerOverheadSeconds
      : layers * resinSecondsPerLayer;
  return {
    materialMg: Math.round(mm3 * perMm3),
    supportMg: Math.round(supportMm3 * perMm3),
    filamentMm: settings.process === "fdm" ? Math.round(mm3 / filamentMm2) : 0,
    seconds: Math.max(1, Math.round(seconds)),
    layers,
  };
}

/** As the part lies: a quaternion is taken for the drawn one, whose height is near enough for an estimate. */
function heightUm([x, y, z]: readonly [number, number, number], { orientation }: PrintSettings): number {
  if (orientation.kind !== "face-down") return z;
  const axis = orientation.side.at(-1);
  return axis === "x" ? x : axis === "y" ? y : z;
}

/** Where a slice's price most likely lies around an estimate's, in basis points of it. */
export const roughRangeBp = { low: 6_500, high: 14_500 } as const;

export const rangeOf = (minor: number) => ({
  low: Number((BigInt(minor) * BigInt(roughRangeBp.low)) / 10_000n),
  high: Number((BigInt(minor) * BigInt(roughRangeBp.high) + 9_999n) / 10_000n),
});
