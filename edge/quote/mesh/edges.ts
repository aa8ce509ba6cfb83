import type { Mesh } from "./mesh.ts";

/**
 * The edges of a mesh by the pair of their vertices: how many triangles use each, and whether they use it once each way.
 * A surface is closed where every edge is passed as often forth as back, also where two bodies share one.
 */
export interface EdgeCensus {
  /** Edges that are passed more often one way than the other. */
  openEdges: number;
  /** Of those: passed twice, the same way. One of the two triangles is turned over. */
  flippedEdges: number;
  /** Edges with more than two triangles. */
  sharedEdges: number;
  openTriangles: number[];
  flippedTriangles: number[];
  sharedTriangles: number[];
}

const sampled = 200;

export class EdgeTable {
  private readonly slots: Int32Array;
  readonly low: Uint32Array;
  readonly high: Uint32Array;
  readonly uses: Uint16Array;
  readonly balance: Int16Array;
  readonly first: Uint32Array;
  readonly second: Int32Array;
  count = 0;

  constructor({ triangles }: Mesh) {
    const most = triangles.length;
    let size = 1024;
    while (size < most * 1.5) size *= 2;
    this.slots = new Int32Array(size).fill(-1);
    this.low = new Uint32Array(most);
    this.high = new Uint32Array(most);
    this.uses = new Uint16Array(most);
    this.balance = new Int16Array(most);
    this.first = new Uint32Array(most);
    this.second = new Int32Array(most).fill(-1);
    for (let t = 0; t < triangles.length; t += 3) {
      const [a, b, c] = [triangles[t], triangles[t + 1], triangles[t + 2]] as [number, number, number];
      // Without an edge of its own: two corners in one place.
      if (a === b || b === c || c === a) continue;
      this.pass(a, b, t / 3);
      this.pass(b, c, t / 3);
      this.pass(c, a, t / 3);
    }
  }

  private pass(from: number, to: number, triangle: number): void {
    const [low, high] = from < to ? [from, to] : [to, from];
    const mask = this.slots.length - 1;
    let slot = (Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b)) & mask;
    let edge = this.slots[slot] as number;
    while (edge >= 0 && (this.low[edge] !== low || this.high[edge] !== high)) {
      slot = (slot + 1) & mask;
      edge = this.slots[slot] as number;
    }
    if (edge < 0) {
      edge = this.count;
      this.count += 1;
      this.slots[slot] = edge;
      this.low[edge] = low;
      this.high[edge] = high;
      this.first[edge] = triangle;
    } else if (this.second[edge] === -1) this.second[edge] = triangle;
    this.uses[edge] = Math.min(65_535, (this.uses[edge] as number) + 1);
    this.balance[edge] = (this.balance[edge] as number) + (from < to ? 1 : -1);
  }

  census(): EdgeCensus {
    const found: EdgeCensus = {
      ...{ openEdges: 0, flippedEdges: 0, sharedEdges: 0 },
      ...{ openTriangles: [], flippedTriangles: [], sharedTriangles: [] },
    };
    const sample = (list: number[], edge: number) => {
      if (list.length < sampled) list.push(this.first[edge] as number);
    };
    for (let edge = 0; edge < this.count; edge += 1) {
      const [uses, balance] = [this.uses[edge] as number, this.balance[edge] as number];
      if (uses > 2) {
        found.sharedEdges += 1;
        sample(found.sharedTriangles, edge);
      }
      if (balance === 0) continue;
      found.openEdges += 1;
      if (uses === 2) {
        found.flippedEdges += 1;
        sample(found.flippedTriangles, edge);
      } else sample(found.openTriangles, edge);
    }
    return found;
  }
}
