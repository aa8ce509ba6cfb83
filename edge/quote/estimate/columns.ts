import { boxOf, type Mesh } from "../mesh/mesh.ts";

/**
 * The part as columns: above each cell of a grid on the bed, the stretches of material from below to above.
 * Bodies that overlap are one, as for the slicer.
 */
export interface Columns {
  cellMm: number;
  across: number;
  deep: number;
  /** Of each stretch, ordered by cell and then by height: its cell, where it begins and ends. */
  cell: Int32Array;
  from: Float32Array;
  to: Float32Array;
  /** How level the face is that the stretch begins with: 1 looks straight down, 0 is upright. */
  level: Float32Array;
}

const cellsAcrossMost = 180;
/** A cell is no finer than one line of filament. */
const cellMmLeast = 0.42;

interface Crossings {
  cell: Int32Array;
  z: Float32Array;
  /** The normal's upward part; below zero the ray enters. */
  up: Float32Array;
  count: number;
}

export function columnsOf(mesh: Mesh): Columns {
  const { max } = boxOf(mesh.positions);
  const cellMm = Math.max(cellMmLeast, Math.max(max[0], max[1]) / cellsAcrossMost);
  const [across, deep] = [Math.max(1, Math.ceil(max[0] / cellMm)), Math.max(1, Math.ceil(max[1] / cellMm))];
  const crossings = crossingsOf(mesh, cellMm, across, deep);
  return { cellMm, across, deep, ...stretchesOf(crossings, across * deep) };
}

function crossingsOf({ positions, triangles }: Mesh, cellMm: number, across: number, deep: number): Crossings {
  let made: Crossings = {
    cell: new Int32Array(65_536),
    z: new Float32Array(65_536),
    up: new Float32Array(65_536),
    count: 0,
  };
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [0, 1, 2].map((k) => (triangles[t + k] as number) * 3) as [number, number, number];
    const [ax, ay, az] = [positions[a], positions[a + 1], positions[a + 2]] as [number, number, number];
    const [bx, by, bz] = [positions[b], positions[b + 1], positions[b + 2]] as [number, number, number];
    const [cx, cy, cz] = [positions[c], positions[c + 1], positions[c + 2]] as [number, number, number];
    const nz = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
    if (nz === 0) continue;
    const nx = (by - ay) * (cz - az) - (bz - az) * (cy - ay);
    const ny = (bz - az) * (cx - ax) - (bx - ax) * (cz - az);
    const up = nz / Math.sqrt(nx * nx + ny * ny + nz * nz);
    const rows = [cellIndex(Math.min(ay, by, cy), cellMm), cellIndex(Math.max(ay, by, cy), cellMm) + 1] as const;
    const cols = [cellIndex(Math.min(ax, bx, cx), cellMm), cellIndex(Math.max(ax, bx, cx), cellMm) + 1] as const;
    for (let row = Math.max(0, rows[0]); row <= Math.min(deep - 1, rows[1]); row += 1) {
      const y = middle(row, cellMm);
      for (let col = Math.max(0, cols[0]); col <= Math.min(across - 1, cols[1]); col += 1) {
        const x = middle(col, cellMm);
        // Which side of each edge the cell's middle lies on; a ray through an edge counts for one side of it only.
        const inside = side(ax, ay, bx, by, x, y) && side(bx, by, cx, cy, x, y) && side(cx, cy, ax, ay, x, y);
        const turned = side(bx, by, ax, ay, x, y) && side(cx, cy, bx, by, x, y) && side(ax, ay, cx, cy, x, y);
        if (nz > 0 ? !inside : !turned) continue;
        made = withRoom(made);
        made.cell[made.count] = row * across + col;
        made.z[made.count] = az - (nx * (x - ax) + ny * (y - ay)) / nz;
        made.up[made.count] = up;
        made.count += 1;
      }
    }
  }
  return made;
}

/** Off the middle by a bit that no drawing uses, so that no ray runs along a wall. */
const middle = (index: number, cellMm: number) => (index + 0.5003719) * cellMm;
const cellIndex = (mm: number, cellMm: number) => Math.floor(mm / cellMm - 0.5003719);

function side(ax: number, ay: number, bx: number, by: number, x: number, y: number): boolean {
  // The same two points give the same number whichever comes first, so that neighbours agree.
  const swapped = ax > bx || (ax === bx && ay > by);
  const cross = swapped ? -((ax - bx) * (y - by) - (ay - by) * (x - bx)) : (bx - ax) * (y - ay) - (by - ay) * (x - ax);
  return swapped ? cross > 0 : cross >= 0;
}

function withRoom(made: Crossings): Crossings {
  if (made.count < made.cell.length) return made;
  const grown = {
    cell: new Int32Array(made.count * 2),
    z: new Float32Array(made.count * 2),
    up: new Float32Array(made.count * 2),
  };
  grown.cell.set(made.cell);
  grown.z.set(made.z);
  grown.up.set(made.up);
  return { ...grown, count: made.count };
}

function stretchesOf(
  { cell, z, up, count }: Crossings,
  cells: number,
): Pick<Columns, "cell" | "from" | "to" | "level"> {
  const starts = new Int32Array(cells + 1);
  for (let i = 0; i < count; i += 1) starts[(cell[i] as number) + 1] = (starts[(cell[i] as number) + 1] as number) + 1;
  for (let i = 1; i <= cells; i += 1) starts[i] = (starts[i] as number) + (starts[i - 1] as number);
  const order = new Int32Array(count);
  const next = starts.slice();
  for (let i = 0; i < count; i += 1) {
    const at = cell[i] as number;
    order[next[at] as number] = i;
    next[at] = (next[at] as number) + 1;
  }
  const made = {
    cell: new Int32Array(count),
    from: new Float32Array(count),
    to: new Float32Array(count),
    level: new Float32Array(count),
  };
  let stretches = 0;
  for (let at = 0; at < cells; at += 1) {
    const through = order.subarray(starts[at] as number, starts[at + 1] as number);
    if (through.length > 1) through.sort((a, b) => (z[a] as number) - (z[b] as number));
    let depth = 0;
    for (const i of through) {
      const entering = (up[i] as number) < 0;
      if (entering && depth === 0) {
        made.cell[stretches] = at;
        made.from[stretches] = z[i] as number;
        made.level[stretches] = -(up[i] as number);
      }
      depth += entering ? 1 : depth > 0 ? -1 : 0;
      if (!entering && depth === 0 && (z[i] as number) > (made.from[stretches] as number)) {
        made.to[stretches] = z[i] as number;
        stretches += 1;
      }
    }
  }
  return {
    cell: made.cell.slice(0, stretches),
    from: made.from.slice(0, stretches),
    to: made.to.slice(0, stretches),
    level: made.level.slice(0, stretches),
  };
}
