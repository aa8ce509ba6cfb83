import { type Box, boxOf, type Mesh, sizeOf } from "./mesh.ts";

interface Hit {
  triangle: number;
  mm: number;
}

/** Triangles by the cells of an even grid that their boxes touch, so that a ray meets few of them. */
export class TriangleGrid {
  private readonly mesh: Mesh;
  private readonly box: Box;
  private readonly cells: [number, number, number];
  private readonly cellMm: number;
  private readonly starts: Uint32Array;
  private readonly members: Uint32Array;

  constructor(mesh: Mesh) {
    this.mesh = mesh;
    this.box = boxOf(mesh.positions);
    const size = sizeOf(this.box);
    const count = mesh.triangles.length / 3;
    // As many cells as triangles, about, on the surface's two dimensions.
    const across = Math.max(4, Math.min(96, Math.round(Math.sqrt(count / 2))));
    this.cellMm = Math.max(Math.max(...size) / across, 1e-9);
    this.cells = size.map((of) => Math.max(1, Math.ceil(of / this.cellMm + 1e-9))) as [number, number, number];
    const [nx, ny, nz] = this.cells;
    this.starts = new Uint32Array(nx * ny * nz + 1);
    this.each((_triangle, cell) => {
      this.starts[cell + 1] = (this.starts[cell + 1] as number) + 1;
    });
    for (let i = 1; i < this.starts.length; i += 1)
      this.starts[i] = (this.starts[i] as number) + (this.starts[i - 1] as number);
    const next = this.starts.slice();
    this.members = new Uint32Array(this.starts.at(-1) ?? 0);
    this.each((triangle, cell) => {
      this.members[next[cell] as number] = triangle;
      next[cell] = (next[cell] as number) + 1;
    });
  }

  private index(value: number, axis: 0 | 1 | 2): number {
    const at = Math.floor((value - this.box.min[axis]) / this.cellMm);
    return Math.min(this.cells[axis] - 1, Math.max(0, at));
  }

  private each(take: (triangle: number, cell: number) => void): void {
    const { positions, triangles } = this.mesh;
    const from = [0, 0, 0];
    const to = [0, 0, 0];
    for (let t = 0; t * 3 < triangles.length; t += 1) {
      for (const axis of [0, 1, 2] as const) {
        const of = (k: number) => positions[(triangles[t * 3 + k] as number) * 3 + axis] as number;
        from[axis] = this.index(Math.min(of(0), of(1), of(2)), axis);
        to[axis] = this.index(Math.max(of(0), of(1), of(2)), axis);
      }
      const [[x0, y0, z0], [x1, y1, z1]] = [from, to] as [[number, number, number], [number, number, number]];
      for (let z = z0; z <= z1; z += 1)
        for (let y = y0; y <= y1; y += 1)
          for (let x = x0; x <= x1; x += 1) take(t, (z * this.cells[1] + y) * this.cells[0] + x);
    }
  }

  /** The first triangle that a ray meets beyond `least`, and how far; null: none within `most`. */
  firstHit(from: readonly number[], along: readonly number[], least: number, most: number): Hit | null {
    const cell = [0, 1, 2].map((axis) => this.index(from[axis] as number, axis as 0 | 1 | 2));
    const step = along.map((of) => (of > 0 ? 1 : of < 0 ? -1 : 0));
    const gap = along.map((of) => (of === 0 ? Infinity : this.cellMm / Math.abs(of)));
    const next = along.map((of, axis) => {
      if (of === 0) return Infinity;
      const wall = (this.box.min[axis] as number) + ((cell[axis] as number) + (of > 0 ? 1 : 0)) * this.cellMm;
      return (wall - (from[axis] as number)) / of;
    });
    let best: Hit | null = null;
    let reach = most;
    for (let entered = 0; entered <= most; ) {
      best = this.nearest(cell, from, along, least, reach) ?? best;
      if (best) reach = best.mm;
      const axis = next.indexOf(Math.min(...next));
      entered = next[axis] as number;
      if (best && reach <= entered) return best;
      cell[axis] = (cell[axis] as number) + (step[axis] as number);
      if ((cell[axis] as number) < 0 || (cell[axis] as number) >= (this.cells[axis] as number)) break;
      next[axis] = entered + (gap[axis] as number);
    }
    return best;
  }

  private nearest(
    cell: readonly number[],
    from: readonly number[],
    along: readonly number[],
    least: number,
    most: number,
  ): Hit | null {
    const at = ((cell[2] as number) * this.cells[1] + (cell[1] as number)) * this.cells[0] + (cell[0] as number);
    let best: Hit | null = null;
    for (let i = this.starts[at] as number; i < (this.starts[at + 1] as number); i += 1) {
      const triangle = this.members[i] as number;
      const mm = distanceAlong(this.mesh, triangle, from, along);
      if (mm > least && mm <= (best?.mm ?? most)) best = { triangle, mm };
    }
    return best;
  }
}

/** Möller–Trumbore; Infinity where the ray passes by. */
function distanceAlong(
  { positions, triangles }: Mesh,
  t: number,
  from: readonly number[],
  along: readonly number[],
): number {
  const at = (k: number) => (triangles[t * 3 + k] as number) * 3;
  const [a, b, c] = [at(0), at(1), at(2)];
  const p = (i: number) => positions[i] as number;
  const [dx, dy, dz] = along as [number, number, number];
  const [e1x, e1y, e1z] = [p(b) - p(a), p(b + 1) - p(a + 1), p(b + 2) - p(a + 2)];
  const [e2x, e2y, e2z] = [p(c) - p(a), p(c + 1) - p(a + 1), p(c + 2) - p(a + 2)];
  const [hx, hy, hz] = [dy * e2z - dz * e2y, dz * e2x - dx * e2z, dx * e2y - dy * e2x];
  const det = e1x * hx + e1y * hy + e1z * hz;
  if (det === 0) return Infinity;
  const [sx, sy, sz] = [(from[0] as number) - p(a), (from[1] as number) - p(a + 1), (from[2] as number) - p(a + 2)];
  const u = (sx * hx + sy * hy + sz * hz) / det;
  if (u < 0 || u > 1) return Infinity;
  const [qx, qy, qz] = [sy * e1z - sz * e1y, sz * e1x - sx * e1z, sx * e1y - sy * e1x];
  const v = (dx * qx + dy * qy + dz * qz) / det;
  return v < 0 || u + v > 1 ? Infinity : (e2x * qx + e2y * qy + e2z * qz) / det;
}
