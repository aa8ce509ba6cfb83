// The demo's part is our own design, so its truth is known: what the result is held against.
import type { Report } from "#contract/report";

type Vec3 = [number, number, number];
export type Truth = {
  boundingBoxMm: { size: Vec3 };
  volumeMm3: number;
  holes: { name: string; origin: Vec3; axis: Vec3; diameterMm: number }[];
};

export type Row = { what: string; truth: string; found: string; off: string };
export type Comparison = { rows: Row[]; boxOffPercent: number; holesFound: number };

const parallelCosine = Math.cos((8 * Math.PI) / 180);
const axisOffMostMm = 1.5;
const dot = (a: Vec3, b: Vec3) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const minus = (a: Vec3, b: Vec3): Vec3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];

export function compare(truth: Truth, report: Report): Comparison {
  const rows: Row[] = [];
  const size = report.unit === "mm" ? report.boundingBoxMm?.size : undefined;
  const offPercent = truth.boundingBoxMm.size.map((length, i) => (100 * ((size?.[i] ?? 0) - length)) / length);
  for (const [i, axis] of ["x", "y", "z"].entries()) {
    const length = truth.boundingBoxMm.size[i] ?? 0;
    const found = size?.[i];
    rows.push({
      what: `bounding box ${axis}`,
      truth: `${length.toFixed(2)} mm`,
      found: found === undefined ? "unknown" : `${found.toFixed(2)} mm`,
      off: found === undefined ? "" : `${signed(offPercent[i] ?? 0)} %`,
    });
  }
  if (report.solid?.volumeMm3) rows.push(volumeRow(truth.volumeMm3, report.solid.volumeMm3));
  const holes = truth.holes.map((hole) => holeRow(hole, report));
  return {
    rows: [...rows, ...holes],
    boxOffPercent: Math.max(...offPercent.map(Math.abs)),
    holesFound: holes.filter(({ off }) => off).length,
  };
}

function volumeRow(truth: number, found: number): Row {
  const off = `${signed((100 * (found - truth)) / truth)} %`;
  return { what: "volume", truth: `${(truth / 1000).toFixed(2)} cm³`, found: `${(found / 1000).toFixed(2)} cm³`, off };
}

/** The cylinder whose axis lies nearest to the hole's. */
function holeRow(hole: Truth["holes"][number], report: Report): Row {
  const row = { what: `hole “${hole.name}”`, truth: `Ø ${hole.diameterMm.toFixed(2)}`, found: "not found", off: "" };
  const candidates = (report.solid?.faces ?? []).flatMap(({ type, radiusMm, axis, origin }) => {
    if (type !== "cylinder" || radiusMm === null || !axis || !origin) return [];
    if (Math.abs(dot(axis, hole.axis)) < parallelCosine) return [];
    const between = minus(origin, hole.origin);
    const along = dot(between, hole.axis);
    const aside = Math.sqrt(Math.max(0, dot(between, between) - along * along));
    return [{ diameterMm: 2 * radiusMm, aside }];
  });
  const [best] = candidates
    .filter(({ aside, diameterMm }) => aside < axisOffMostMm && Math.abs(diameterMm / hole.diameterMm - 1) < 0.3)
    .toSorted((a, b) => a.aside - b.aside);
  if (!best) return row;
  const off = `${signed(best.diameterMm - hole.diameterMm)} mm, axis ${best.aside.toFixed(2)} mm aside`;
  return { ...row, found: `Ø ${best.diameterMm.toFixed(2)}`, off };
}

const signed = (value: number) => `${value >= 0 ? "+" : "−"}${Math.abs(value).toFixed(2)}`;

export function comparisonLines({ rows }: Comparison): string[] {
  const head: Row = { what: "", truth: "truth", found: "found", off: "off by" };
  const width = (key: keyof Row) => Math.max(...[head, ...rows].map((row) => row[key].length));
  const [a, b, c] = [width("what"), width("truth"), width("found")];
  return [head, ...rows].map((row) =>
    `  ${row.what.padEnd(a)}  ${row.truth.padStart(b)}  ${row.found.padStart(c)}  ${row.off}`.trimEnd(),
  );
}
