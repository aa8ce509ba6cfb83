import type { Report } from "#contract/report";

const numberOf = (value: number, digits = 2) => value.toFixed(digits);

/** What a person wants to know first: what it is, how large, how true, and what to be wary of. */
export function summaryLines(report: Report): string[] {
  const unit = report.unit === "mm" ? "mm" : "scene units (scale unknown)";
  const lines = [`${report.label.toUpperCase()}: ${report.summary}`];
  const add = (name: string, value: string | null) => {
    if (value !== null) lines.push(`  ${name.padEnd(14)} ${value}`);
  };
  const registered = report.cameras.filter((camera) => camera.registered).length;
  const size = report.boundingBoxMm?.size.map((length) => numberOf(length)).join(" × ");
  const { solid, mesh } = report;
  add("photos placed", `${registered} of ${report.cameras.length}`);
  add("scale", `${report.scale.source}: ${report.scale.detail}`);
  add("bounding box", size ? `${size} ${unit}` : null);
  add("solid", solid ? solidLine(solid) : null);
  add("deviation", solid ? deviationLine(solid, unit) : null);
  add("mesh", mesh ? `${mesh.triangles} triangles, ${mesh.watertight ? "watertight" : "not watertight"}` : null);
  const memory =
    report.peakMemoryMb === null ? "" : `, at most ${numberOf(report.peakMemoryMb / 1024, 1)} GB of memory`;
  add("took", `${numberOf(report.seconds, 0)} s${memory}`);
  for (const { quantity, rawMm, fittedMm, valueMm } of report.overrides) {
    const raw = rawMm === null ? "" : `measured ${numberOf(rawMm)}, `;
    add("set by hand", `${quantity} ${numberOf(valueMm)} (${raw}fitted ${numberOf(fittedMm)}) ${unit}`);
  }
  for (const warning of report.warnings) add("mind", warning);
  return lines;
}

function solidLine({ valid, solids, closed, faces }: NonNullable<Report["solid"]>): string {
  const counts = new Map<string, number>();
  for (const { type } of faces) counts.set(type, (counts.get(type) ?? 0) + 1);
  const kinds = [...counts].map(([type, count]) => `${count} ${type}${count === 1 ? "" : "s"}`).join(", ");
  return `${valid ? "valid" : "NOT valid"}, ${solids} ${solids === 1 ? "body" : "bodies"}, ${closed ? "closed" : "open"}: ${kinds}`;
}

function deviationLine(solid: NonNullable<Report["solid"]>, unit: string): string | null {
  const { deviationMeanMm, deviationP95Mm } = solid;
  if (deviationMeanMm === null || deviationP95Mm === null) return null;
  return `${numberOf(deviationMeanMm, 3)} mean, ${numberOf(deviationP95Mm, 3)} at 95 % (${unit}, cloud to solid)`;
}
