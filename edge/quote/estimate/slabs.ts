import type { Mesh } from "../mesh/mesh.ts";
import type { Columns } from "./columns.ts";
import { cornersOf } from "./corners.ts";
import { loopsOf } from "./loops.ts";

/** Even slabs of the part's height, with what a layer in each of them is like. */
export interface Slabs {
  count: number;
  thickMm: number;
  areaMm2: Float64Array;
  outlineMm: Float64Array;
  /** Corners of the outlines at which the head has to slow down. */
  corners: Float64Array;
  /** Closed outlines: islands and holes. */
  loops: Float64Array;
  /** For each cell of each slab, how many cells it is from the outside: 0 outside, at most `depthMost`. */
  depth: Uint8Array;
}

export const depthMost = 4;

/** The part's own volume over the grid's: from here on bodies must lie within each other. */
const overlapping = 1.05;

export function slabsOf(mesh: Mesh, columns: Columns, heightMm: number, volumeMm3: number): Slabs {
  const count = Math.max(16, Math.min(72, Math.ceil(heightMm / 0.2)));
  const thickMm = heightMm / count;
  const cells = columns.across * columns.deep;
  const slabs: Slabs = {
    ...{ count, thickMm, areaMm2: new Float64Array(count), outlineMm: outlinesOf(mesh, count, thickMm) },
    ...{ corners: cornersOf(mesh, count, thickMm), loops: new Float64Array(count) },
    depth: new Uint8Array(count * cells),
  };
  const filledMm3 = fill(columns, slabs, cells);
  // The grid misses some of thin walls and counts some twice: its sum is set to the part's own volume. Where bodies
  // overlap it is the grid that is right.
  const ratio = volumeMm3 / filledMm3;
  if (ratio > 0.7 && ratio < 1.15)
    for (let k = 0; k < count; k += 1) slabs.areaMm2[k] = (slabs.areaMm2[k] as number) * ratio;
  for (let k = 0; k < count; k += 1) {
    const layer = slabs.depth.subarray(k * cells, (k + 1) * cells);
    slabs.loops[k] = loopsOf(layer, columns.across, columns.deep);
    // Outlines within other bodies are not printed: along the cells' sides an outline is at most so long.
    if (ratio > overlapping) {
      slabs.outlineMm[k] = Math.min(slabs.outlineMm[k] as number, sidesOf(layer, columns.across) * columns.cellMm);
    }
    deepen(layer, columns.across, columns.deep);
  }
  return slabs;
}

/** Sides between filled and empty cells. */
function sidesOf(layer: Uint8Array, across: number): number {
  let sides = 0;
  for (let at = 0; at < layer.length; at += 1) {
    if (!layer[at]) continue;
    if (at % across === 0 || !layer[at - 1]) sides += 2;
    if (at < across || !layer[at - across]) sides += 2;
  }
  return sides;
}

/** The length of every triangle's cut through each slab's middle. */
function outlinesOf({ positions, triangles }: Mesh, count: number, thickMm: number): Float64Array {
  const outlineMm = new Float64Array(count);
  const cut = new Float64Array(4);
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [0, 1, 2].map((k) => (triangles[t + k] as number) * 3) as [number, number, number];
    const [za, zb, zc] = [positions[a + 2], positions[b + 2], positions[c + 2]] as [number, number, number];
    const first = Math.max(0, Math.ceil(Math.min(za, zb, zc) / thickMm - 0.5));
    const last = Math.min(count - 1, Math.floor(Math.max(za, zb, zc) / thickMm - 0.5));
    for (let k = first; k <= last; k += 1) {
      const z = (k + 0.5) * thickMm;
      let cuts = cutEdge(positions, a, b, z, cut, 0);
      cuts = cutEdge(positions, b, c, z, cut, cuts);
      cuts = cuts < 2 ? cutEdge(positions, c, a, z, cut, cuts) : cuts;
      if (cuts < 2) continue;
      const [dx, dy] = [(cut[2] as number) - (cut[0] as number), (cut[3] as number) - (cut[1] as number)];
      outlineMm[k] = (outlineMm[k] as number) + Math.sqrt(dx * dx + dy * dy);
    }
  }
  return outlineMm;
}

function cutEdge(positions: Float32Array, a: number, b: number, z: number, cut: Float64Array, cuts: number): number {
  const [za, zb] = [positions[a + 2] as number, positions[b + 2] as number];
  if (za > z === zb > z) return cuts;
  const part = (z - za) / (zb - za);
  const along = (k: number) =>
    (positions[a + k] as number) + part * ((positions[b + k] as number) - (positions[a + k] as number));
  cut[cuts * 2] = along(0);
  cut[cuts * 2 + 1] = along(1);
  return cuts + 1;
}

/** Marks the cells that the part fills at each slab's middle, and sums areas by how much of a slab is filled. */
function fill(columns: Columns, { count, thickMm, areaMm2, depth }: Slabs, cells: number): number {
  const cellMm2 = columns.cellMm * columns.cellMm;
  let filledMm = 0;
  for (let i = 0; i < columns.cell.length; i += 1) {
    const [from, to, cell] = [columns.from[i], columns.to[i], columns.cell[i]] as [number, number, number];
    filledMm += to - from;
    const last = Math.min(count - 1, Math.floor(to / thickMm));
    for (let k = Math.max(0, Math.floor(from / thickMm)); k <= last; k += 1) {
      const [bottom, top] = [k * thickMm, (k + 1) * thickMm];
      areaMm2[k] = (areaMm2[k] as number) + ((Math.min(top, to) - Math.max(bottom, from)) / thickMm) * cellMm2;
      const middle = (k + 0.5) * thickMm;
      if (from <= middle && middle < to) depth[k * cells + cell] = 1;
    }
  }
  return filledMm * cellMm2;
}

/** 1 for cells at the outside, then 2, 3 …: a cell is one deeper than the least of its four neighbours. */
function deepen(layer: Uint8Array, across: number, deep: number): void {
  for (let level = 1; level < depthMost; level += 1) {
    for (let y = 1; y < deep - 1; y += 1) {
      for (let at = y * across + 1, end = at + across - 2; at < end; at += 1) {
        if (layer[at] !== level) continue;
        const [west, east] = [layer[at - 1] as number, layer[at + 1] as number];
        const [south, north] = [layer[at - across] as number, layer[at + across] as number];
        if (west >= level && east >= level && south >= level && north >= level) layer[at] = level + 1;
      }
    }
  }
}
