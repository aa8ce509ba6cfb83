import { EdgeTable } from "../mesh/edges.ts";
import { areaVector } from "../mesh/measures.ts";
import type { Mesh } from "../mesh/mesh.ts";

/** Up to here a head goes round without slowing down, and from there on as round a right angle. */
const [roundDegrees, sharpDegrees] = [12, 50];

/** How many corners an outline has in each slab: sharp edges of the part that go through its middle. */
export function cornersOf(mesh: Mesh, count: number, thickMm: number): Float64Array {
  const corners = new Float64Array(count);
  const table = new EdgeTable(mesh);
  const z = (v: number) => mesh.positions[v * 3 + 2] as number;
  const [a, b] = [new Float64Array(3), new Float64Array(3)];
  for (let edge = 0; edge < table.count; edge += 1) {
    const second = table.second[edge] as number;
    const [low, high] = [z(table.from(edge)), z(table.to(edge))];
    const first = Math.max(0, Math.ceil(Math.min(low, high) / thickMm - 0.5));
    const last = Math.min(count - 1, Math.floor(Math.max(low, high) / thickMm - 0.5));
    if (second < 0 || first > last) continue;
    areaVector(mesh, table.first(edge), a);
    areaVector(mesh, second, b);
    const sharp = sharpness(a, b);
    if (sharp > 0) for (let k = first; k <= last; k += 1) corners[k] = (corners[k] as number) + sharp;
  }
  return corners;
}

/** Of the outline, seen from above: the turn between the two faces' directions on the bed. */
function sharpness(a: Float64Array, b: Float64Array): number {
  const [ax, ay, bx, by] = [a[0], a[1], b[0], b[1]] as [number, number, number, number];
  const degrees = (Math.atan2(Math.abs(ax * by - ay * bx), ax * bx + ay * by) * 180) / Math.PI;
  return Math.max(0, Math.min(1, (degrees - roundDegrees) / (sharpDegrees - roundDegrees)));
}
