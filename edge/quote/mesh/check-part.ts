import type { Machine } from "#contract/material-catalogue";
import type { MeshCheck, MeshFinding, MeshFindingCode, Severity } from "#contract/mesh-check";
import type { FileUnit } from "#contract/print-settings";
import { boxesOf } from "./bodies-meet.ts";
import { EdgeTable } from "./edges.ts";
import { fitsAny } from "./fits.ts";
import { guessUnit, mmPer } from "./guess-unit.ts";
import { bodiesOf, type Measures, measuresOf } from "./measures.ts";
import { mergedNear } from "./merge-near.ts";
import { boxOf, type Mesh, scaled, sizeOf, triangleCount, vertexCount } from "./mesh.ts";
import { overhangs } from "./overhangs.ts";
import type { ReadPart } from "./reader.ts";
import { thinWalls } from "./thin-walls.ts";

export interface CheckSettings {
  /** The person's word about the unit; null: it is guessed. */
  unit: FileUnit | null;
  machines: readonly Machine[];
  /** Walls below this are told: twice the nozzle for FDM, a third of a millimetre for resin. */
  wallMmLeast: number;
}

const sampled = 200;
/** Below this along its longest side there is nothing to hold. */
const sizeMmLeast = 1;
/** Share of the surface that may lie over thin walls before it is told. */
const thinShareLeast = 0.002;

class Findings {
  readonly list: MeshFinding[] = [];
  add(
    code: MeshFindingCode,
    severity: Severity,
    count: number,
    detail: string,
    triangles: readonly number[] = [],
  ): void {
    if (count > 0) this.list.push({ code, severity, count, detail, triangles: triangles.slice(0, sampled) });
  }
}

/** All that can be told of a part before it is sliced, and the part in millimetres. */
export function checkPart(read: ReadPart, settings: CheckSettings): { check: MeshCheck; mesh: Mesh } {
  const found = new Findings();
  const unit = guessUnit(sizeOf(boxOf(read.mesh.positions)), settings.unit ?? read.unit);
  const mesh = scaled(read.mesh, mmPer[unit.unit]);
  const sizes = sizeOf(boxOf(mesh.positions));
  if (!unit.sure) found.add("mesh-unit-doubtful", "warns", 1, `read as ${unit.unit}: ${unit.reason}`);
  found.add("mesh-trailing-bytes", "tells", read.trailingBytes, `${read.trailingBytes} bytes`);

  const closed = checkSurface(mesh, found);
  const { bodyOf, bodies } = bodiesOf(closed.mesh);
  const measures = measuresOf(mesh, bodyOf, bodies);
  checkBodies(mesh, bodyOf, measures, found);
  checkSize(mesh, sizes, settings, found);

  const overhangMm2 = found.list.some(({ code }) => code === "mesh-inverted" || code === "mesh-flipped")
    ? 0
    : checkShape(mesh, settings, found);
  const check: MeshCheck = {
    triangles: triangleCount(mesh),
    vertices: vertexCount(mesh),
    bodies,
    watertight: closed.watertight,
    sizeUm: sizes.map((mm) => Math.min(Number.MAX_SAFE_INTEGER, Math.round(mm * 1_000))) as [number, number, number],
    volumeMm3: measures.volumeMm3,
    areaMm2: measures.areaMm2,
    overhangMm2,
    unit,
    findings: found.list,
  };
  return { check, mesh };
}

/** What depends on which side is outside: told only where that is clear. The area that hangs over. */
function checkShape(mesh: Mesh, settings: CheckSettings, found: Findings): number {
  const hanging = overhangs(mesh);
  if (hanging.areaMm2 > 1) {
    found.add("mesh-overhangs", "tells", hanging.count, `${hanging.areaMm2.toFixed(0)} mm²`, hanging.triangles);
  }
  const thin = thinWalls(mesh, settings.wallMmLeast);
  if (thin.share > thinShareLeast) {
    const detail = `${(thin.share * 100).toFixed(1)} % of the surface, ${thin.thinnestMm.toFixed(2)} mm at the thinnest`;
    found.add("mesh-thin-walls", "warns", thin.triangles.length, detail, thin.triangles);
  }
  return hanging.areaMm2;
}

/** Holes, turned faces, shared edges, empty triangles. A surface that closes once near vertices are merged is closed. */
function checkSurface(mesh: Mesh, found: Findings): { mesh: Mesh; watertight: boolean } {
  let judged = mesh;
  let census = new EdgeTable(mesh).census();
  if (census.openEdges > 0) {
    const merged = mergedNear(mesh);
    const again = new EdgeTable(merged).census();
    if (again.openEdges < census.openEdges) [judged, census] = [merged, again];
  }
  const holes = census.openEdges - census.flippedEdges;
  found.add("mesh-open", "stops", holes, `${holes} open edges`, census.openTriangles);
  const flipped = census.flippedEdges;
  found.add(
    "mesh-flipped",
    "stops",
    flipped,
    `${flipped} edges between faces of opposite sides`,
    census.flippedTriangles,
  );
  const shared = census.sharedEdges;
  found.add("mesh-edges-shared", "warns", shared, `${shared} edges with more than two faces`, census.sharedTriangles);
  const empty = degenerate(mesh);
  found.add("mesh-degenerate", "tells", empty.length, `${empty.length} triangles without area`, empty);
  return { mesh: judged, watertight: census.openEdges === 0 };
}

function degenerate({ triangles }: Mesh): number[] {
  const found: number[] = [];
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [triangles[t], triangles[t + 1], triangles[t + 2]];
    if (a === b || b === c || c === a) found.push(t / 3);
  }
  return found;
}

/** A body whose volume is below zero is a hollow where it lies within another, and inside out where it does not. */
function checkBodies(mesh: Mesh, bodyOf: Uint32Array, { bodyVolumesMm3, volumeMm3 }: Measures, found: Findings): void {
  const boxes = boxesOf(mesh, bodyOf, bodyVolumesMm3.length);
  const within = (inner: number[], outer: number[]) =>
    [0, 1, 2].every(
      (k) => (inner[k] as number) >= (outer[k] as number) && (inner[k + 3] as number) <= (outer[k + 3] as number),
    );
  const positive = boxes.filter((_, body) => (bodyVolumesMm3[body] as number) > 0);
  const inverted = new Set<number>();
  let solid = 0;
  bodyVolumesMm3.forEach((volume, body) => {
    if (volume > 0) solid += 1;
    else if (volume < 0 && !positive.some((outer) => within(boxes[body] as number[], outer))) inverted.add(body);
  });
  const where = [...triangleSample(bodyOf, (body) => inverted.has(body))];
  found.add("mesh-inverted", "stops", inverted.size, `volume ${volumeMm3.toFixed(1)} mm³`, where);
  if (solid > 1) found.add("mesh-shells", "tells", solid, `${solid} bodies`);
}

function* triangleSample(bodyOf: Uint32Array, wanted: (body: number) => boolean): Generator<number> {
  let given = 0;
  for (let t = 0; t < bodyOf.length && given < sampled; t += 1) {
    if (!wanted(bodyOf[t] as number)) continue;
    given += 1;
    yield t;
  }
}

function checkSize(mesh: Mesh, sizes: readonly number[], { machines }: CheckSettings, found: Findings): void {
  const told = sizes.map((mm) => mm.toPrecision(4)).join(" × ");
  if (Math.max(...sizes) < sizeMmLeast) found.add("mesh-too-small", "stops", 1, `${told} mm`);
  const fit = fitsAny(
    mesh,
    machines.filter(({ enabled }) => enabled),
  );
  if (fit === "no") found.add("mesh-too-large", "stops", 1, `${told} mm`);
  if (fit === "turned") found.add("mesh-fits-turned", "tells", 1, `${told} mm`);
}
