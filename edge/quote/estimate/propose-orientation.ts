import type { Machine } from "#contract/material-catalogue";
import type { Orientation, OrientationProposal, OrientationReason, Side } from "#contract/print-settings";
import { areaVector, lengthOf } from "../mesh/measures.ts";
import { boxOf, type Mesh } from "../mesh/mesh.ts";
import { turnOf } from "./placed.ts";

type Room = Pick<Machine, "widthUm" | "depthUm" | "heightUm">;
type Vector = readonly [number, number, number];

const sides: readonly Side[] = ["-z", "+z", "-x", "+x", "-y", "+y"];
const flatFacesMost = 6;
/** Faces flatter than this from level need support; as the slicer's profile has it. */
const level = Math.cos((50 * Math.PI) / 180);
/** As drawn is kept unless another way saves this much. */
const worthTurning = 0.85;

interface Way {
  orientation: Orientation;
  supportMm3: number;
  heightMm: number;
  baseMm2: number;
  fits: boolean;
  cost: number;
}

/**
 * Ways to lay the part: on each side of its box and on its largest flat faces. Least support and height win; what is
 * drawn stays where little is won. Best first.
 */
export function proposeOrientations(mesh: Mesh, rooms: readonly Room[]): OrientationProposal[] {
  const { normals, areas } = facets(mesh);
  const asDrawn: Orientation = { kind: "face-down", side: "-z" };
  const orientations: Orientation[] = sides.map((side) => ({ kind: "face-down", side }));
  for (const face of flatFaces(normals, areas)) orientations.push(turnDown(face));
  const ways = orientations.map((orientation) => judge(mesh, normals, areas, orientation, rooms));
  const drawn = ways[0] as Way;
  const ranked = ways.toSorted((a, b) => Number(b.fits) - Number(a.fits) || a.cost - b.cost);
  const best = ranked[0] as Way;
  const keep = drawn.fits === best.fits && best.cost > drawn.cost * worthTurning;
  const order = keep ? [drawn, ...ranked.filter((way) => way !== drawn)] : ranked;
  return order.map((way) => ({
    orientation: way.orientation,
    reason: JSON.stringify(way.orientation) === JSON.stringify(asDrawn) ? "as-drawn" : reasonOf(way, drawn),
    supportMm3: Math.round(way.supportMm3),
    heightUm: Math.round(way.heightMm * 1_000),
    fits: way.fits,
  }));
}

function reasonOf(way: Way, drawn: Way): OrientationReason {
  if (way.fits && !drawn.fits) return "only-fit";
  if (way.supportMm3 < drawn.supportMm3 * 0.9) return "least-support";
  return way.heightMm < drawn.heightMm * 0.95 ? "lowest" : "flattest";
}

function facets(mesh: Mesh): { normals: Float32Array; areas: Float64Array } {
  const count = mesh.triangles.length / 3;
  const [normals, areas, vector] = [new Float32Array(count * 3), new Float64Array(count), new Float64Array(3)];
  for (let t = 0; t < count; t += 1) {
    areaVector(mesh, t, vector);
    const length = lengthOf(vector);
    areas[t] = length / 2;
    if (length > 0) for (let k = 0; k < 3; k += 1) normals[t * 3 + k] = (vector[k] as number) / length;
  }
  return { normals, areas };
}

/** Directions with much area, those of the box left out: they are judged anyway. */
function flatFaces(normals: Float32Array, areas: Float64Array): Vector[] {
  const sums = new Map<string, { area: number; normal: Vector }>();
  for (let t = 0; t < areas.length; t += 1) {
    const normal = [normals[t * 3], normals[t * 3 + 1], normals[t * 3 + 2]] as unknown as Vector;
    const key = normal.map((of) => Math.round(of * 50)).join();
    const known = sums.get(key) ?? { area: 0, normal };
    sums.set(key, { area: known.area + (areas[t] as number), normal });
  }
  const whole = areas.reduce((sum, of) => sum + of, 0);
  return [...sums.values()]
    .filter(({ area, normal }) => area > whole * 0.03 && Math.max(...normal.map(Math.abs)) < 0.999)
    .toSorted((a, b) => b.area - a.area)
    .slice(0, flatFacesMost)
    .map(({ normal }) => normal);
}

/** The turn that brings a direction straight down, as a quaternion in millionths. */
function turnDown([x, y, z]: Vector): Orientation {
  // Half-angle form: the axis is normal × down, the real part 1 + normal · down.
  const parts = [-y, x, 0, 1 - z];
  const length = Math.hypot(...parts);
  const millionths = parts.map((of) => Math.round((of / length) * 1e6)) as [number, number, number, number];
  return { kind: "quaternion", millionths };
}

function judge(
  mesh: Mesh,
  normals: Float32Array,
  areas: Float64Array,
  orientation: Orientation,
  rooms: readonly Room[],
): Way {
  const m = turnOf(orientation);
  const { positions, triangles } = mesh;
  const turned = new Float32Array(positions.length);
  for (let v = 0; v < positions.length; v += 3) {
    const [x, y, z] = [positions[v], positions[v + 1], positions[v + 2]] as [number, number, number];
    turned[v] = m[0] * x + m[1] * y + m[2] * z;
    turned[v + 1] = m[3] * x + m[4] * y + m[5] * z;
    turned[v + 2] = m[6] * x + m[7] * y + m[8] * z;
  }
  const { min, max } = boxOf(turned);
  const [width, depth, heightMm] = [max[0] - min[0], max[1] - min[1], max[2] - min[2]];
  let [supportMm3, baseMm2] = [0, 0];
  for (let t = 0; t < areas.length; t += 1) {
    const down = -(
      m[6] * (normals[t * 3] as number) +
      m[7] * (normals[t * 3 + 1] as number) +
      m[8] * (normals[t * 3 + 2] as number)
    );
    if (down < level) continue;
    const z = (k: number) => (turned[(triangles[t * 3 + k] as number) * 3 + 2] as number) - min[2];
    const above = (z(0) + z(1) + z(2)) / 3;
    // A column below the face, down to the bed; that it may end on the part is left to the estimate.
    if (above > 0.2) supportMm3 += (areas[t] as number) * down * above;
    else baseMm2 += (areas[t] as number) * down;
  }
  const fits = rooms.some((room) => {
    const [w, d, h] = [room.widthUm / 1_000, room.depthUm / 1_000, room.heightUm / 1_000];
    return heightMm <= h && ((width <= w && depth <= d) || (width <= d && depth <= w));
  });
  // Support is printed and taken off, height makes layers, and a part without a base falls over.
  const footing = baseMm2 < 0.05 * width * depth ? width * depth * 2 : 0;
  const cost = supportMm3 * 0.5 + heightMm * Math.sqrt(width * depth) * 4 + footing * 2;
  return { orientation, supportMm3, heightMm, baseMm2, fits, cost };
}
