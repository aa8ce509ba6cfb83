import type { Dimension, Report } from "#contract/report";
import { words } from "../i18n/words.ts";
import { formatLength } from "../ui/format.ts";

/** Dimensions and faces in words and figures. Pure, but for the reader's own way to write figures. */

export type Face = NonNullable<Report["solid"]>["faces"][number];
type Unit = Report["unit"];
const t = words.dimensions;

const signs = { diameter: "⌀ ", radius: "R ", length: "", angle: "" } as const;

function figure(value: number, quantity: Dimension["quantity"], unit: Unit): string {
  if (quantity === "angle")
    return `${value.toLocaleString(undefined, { minimumFractionDigits: 1, maximumFractionDigits: 1 })}°`;
  return formatLength(value, words.viewer.units[unit]);
}

/** "6 × ⌀ 38.00 mm": as a drawing has it. */
export function valueText(dimension: Dimension, unit: Unit): string {
  const times = dimension.count > 1 ? `${dimension.count} × ` : "";
  return `${times}${signs[dimension.quantity]}${figure(dimension.value, dimension.quantity, unit)}`;
}

export function uncertaintyText({ uncertainty, quantity }: Dimension, unit: Unit): string {
  return uncertainty === null ? t.noUncertainty : `± ${figure(uncertainty, quantity, unit)}`;
}

/** What was measured, and what became of it. */
export function rawText({ raw, value, quantity }: Dimension, unit: Unit): string {
  if (raw === null) return t.notMeasured;
  const change = Math.abs(raw - value) < 5e-4 ? "" : ` → ${figure(value, quantity, unit)}`;
  return `${figure(raw, quantity, unit)}${change}`;
}

export function nominalText({ nominal, quantity }: Dimension, unit: Unit): string {
  return nominal === null ? t.noNominal : `${figure(nominal.value, quantity, unit)} (${nominal.detail})`;
}

export function placeText(place: readonly number[]): string {
  // + 0: no −0.
  const text = (value: number) =>
    (Math.round(value * 100) / 100 + 0).toLocaleString(undefined, { maximumFractionDigits: 2 });
  return place.map(text).join(", ");
}

/** Type of a face as people call it; what its dimensions know of it is more than its surface does. */
export function faceTitle(face: Face): string {
  return t.types[face.type];
}

export function faceSize(face: Face, unit: Unit, byRadius = face.type === "torus"): string | null {
  if (face.radiusMm === null) return null;
  return byRadius
    ? `R ${formatLength(face.radiusMm, words.viewer.units[unit])}`
    : `⌀ ${formatLength(2 * face.radiusMm, words.viewer.units[unit])}`;
}

/** Raw → as delivered, of what has a radius. */
export function faceRaw(face: Face, unit: Unit, byRadius = face.type === "torus"): string | null {
  if (face.radiusMm === null || face.rawRadiusMm === null || face.inliers === 0) return null;
  const factor = byRadius ? 1 : 2;
  const size = (value: number) => formatLength(factor * value, words.viewer.units[unit]);
  return Math.abs(face.rawRadiusMm - face.radiusMm) < 5e-4
    ? size(face.radiusMm)
    : `${size(face.rawRadiusMm)} → ${size(face.radiusMm)}`;
}

export function faceDeviation(face: Face, unit: Unit): string {
  const { deviationMeanMm: mean, deviationP95Mm: p95, deviationBiasMm: bias } = face;
  if (mean === null || p95 === null || face.inliers === 0) return t.notSeen;
  const length = (value: number) => formatLength(value, words.viewer.units[unit]);
  const offset = bias === null ? "" : t.bias(`${bias < 0 ? "−" : "+"}${length(Math.abs(bias))}`);
  return t.deviationOf(length(mean), length(p95), offset);
}

/** One line for the pointer and the screen reader. */
export function faceLine(face: Face, unit: Unit, byRadius?: boolean): string {
  return [faceTitle(face), faceSize(face, unit, byRadius), words.viewer.evidence[face.evidence]]
    .filter(Boolean)
    .join(", ");
}
