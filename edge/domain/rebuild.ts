import type { ProblemCode } from "#contract/problem";
import { type KnownDistance, type Override, type Rebuild, rebuildLimits } from "#contract/rebuild";
import type { Report } from "#contract/report";

export type RebuildVerdict = { ok: true } | { ok: false; code: ProblemCode; detail: string };
type Solid = NonNullable<Report["solid"]>;
type Face = Solid["faces"][number];
type Vector = readonly [number, number, number];

const refused = (code: ProblemCode, detail: string): RebuildVerdict => ({ ok: false, code, detail });
const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const distance = (a: Vector, b: Vector): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
const radiusTypes = new Set<Face["type"]>(["cylinder", "sphere"]);

/** May the result of this report be rebuilt so? What only the kernel can know, the worker says. */
export function judgeRebuild(rebuild: Rebuild, report: Report): RebuildVerdict {
  if (report.solid === null) return refused("rebuild-unavailable", "The result is no solid.");
  if (rebuild.overrides.length === 0 && rebuild.knownDistance === null)
    return refused("request-invalid", "overrides: nothing is to be changed.");
  let scale = 1;
  if (rebuild.knownDistance) {
    const verdict = judgeDistance(rebuild.knownDistance, report);
    if (!verdict.ok) return verdict;
    scale = rebuild.knownDistance.distanceMm / distance(rebuild.knownDistance.from, rebuild.knownDistance.to);
  }
  if (rebuild.overrides.length > 0 && report.label !== "analytic")
    return refused("rebuild-needs-analytic", "Only a known distance can be given.");
  for (const [at, override] of rebuild.overrides.entries()) {
    const verdict = judgeOverride(override, report.solid, scale, `overrides.${at}`);
    if (!verdict.ok) return verdict;
  }
  return { ok: true };
}

function judgeDistance({ from, to, distanceMm }: KnownDistance, report: Report): RebuildVerdict {
  if (!(distanceMm > 0)) return refused("known-distance-unfit", "The distance must be above zero.");
  const size = report.boundingBoxMm?.size ?? [0, 0, 0];
  const least = rebuildLimits.pointsApartShareMin * Math.hypot(...size);
  if (!(distance(from, to) > least)) return refused("known-distance-unfit", "The points lie too near to each other.");
  return { ok: true };
}

function judgeOverride(override: Override, solid: Solid, scale: number, where: string): RebuildVerdict {
  const faces: Face[] = [];
  for (const id of override.faces) {
    const face = solid.faces.find((f) => f.id === id);
    if (!face) return refused("override-unfit", `${where}: the part has no face ${id}.`);
    faces.push(face);
  }
  const before = override.quantity === "distance" ? planesApart(faces) : diameterOf(faces);
  if (before === null) return refused("override-unfit", `${where}: these faces have no ${override.quantity}.`);
  const value = override.quantity === "radius" ? 2 * override.valueMm : override.valueMm;
  const factor = value / (before * scale);
  if (!(factor <= rebuildLimits.factorMax && factor >= 1 / rebuildLimits.factorMax))
    return refused("override-out-of-range", `${where}: ${override.valueMm} is out of range.`);
  return { ok: true };
}

function diameterOf(faces: readonly Face[]): number | null {
  if (faces.some((f) => !radiusTypes.has(f.type) || f.radiusMm === null)) return null;
  return (2 * faces.reduce((sum, f) => sum + (f.radiusMm ?? 0), 0)) / faces.length;
}

/** Distance of the two parallel planes on which the faces lie; null where they do not lie on two. */
function planesApart(faces: readonly Face[]): number | null {
  const [first] = faces;
  if (!first?.axis || !first.origin) return null;
  const { axis, origin } = first;
  let apart = 0;
  for (const { type, axis: own, origin: place } of faces) {
    if (type !== "plane" || !own || !place || Math.abs(dot(axis, own)) < 1 - 1e-9) return null;
    apart = Math.max(apart, Math.abs(dot(axis, place) - dot(axis, origin)));
  }
  return apart > 0 ? apart : null;
}
