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

/** Slots for each edge, at least: the fuller a table, the longer its searches. */
const roomPerEdge = 1.3;
const usesMost = 255;

/**
 * An edge is named by the corner it was first met at, and its vertices are read from the mesh: eleven bytes an edge, and
 * room for what a closed surface has (three edges to two triangles). A part of 50 MB is to fit into a Worker beside it.
 */
export class EdgeTable {
  private readonly triangles: Uint32Array;
  private slots = new Int32Array();
  private corner = new Uint32Array();
  uses = new Uint8Array();
  balance = new Int16Array();
  second = new Int32Array();
  count = 0;

  constructor({ triangles }: Mesh) {
    this.triangles = triangles;
    this.grow(Math.max(64, triangles.length / 2));
    for (let i = 0; i < triangles.length; i += 3) {
      const [a, b, c] = [triangles[i], triangles[i + 1], triangles[i + 2]] as [number, number, number];
      // Without an edge of its own: two corners in one place.
      if (a === b || b === c || c === a) continue;
      this.pass(a, b, i);
      this.pass(b, c, i + 1);
      this.pass(c, a, i + 2);
    }
  }

  /** The triangle that met the edge first. */
  first(edge: number): number {
    return Math.floor((this.corner[edge] as number) / 3);
  }

  /** The vertices at its ends, from the first triangle's side. */
  from(edge: number): number {
    return this.triangles[this.corner[edge] as number] as number;
  }

  to(edge: number): number {
    const corner = this.corner[edge] as number;
    return this.triangles[corner % 3 === 2 ? corner - 2 : corner + 1] as number;
  }

  private pass(from: number, to: number, corner: number): void {
    const edge = this.find(from, to);
    const known = edge < this.count;
    if (!known) this.add(from, to, corner);
    else if (this.second[edge] === -1) this.second[edge] = Math.floor(corner / 3);
    this.uses[edge] = Math.min(usesMost, (this.uses[edge] as number) + 1);
    this.balance[edge] = (this.balance[edge] as number) + (from < to ? 1 : -1);
  }

  /** The edge between them, or the count where there is none. */
  private find(a: number, b: number): number {
    for (let slot = this.slotOf(a, b); ; slot = (slot + 1) & (this.slots.length - 1)) {
      const edge = this.slots[slot] as number;
      if (edge < 0) return this.count;
      const [from, to] = [this.from(edge), this.to(edge)];
      if ((from === a && to === b) || (from === b && to === a)) return edge;
    }
  }

  private add(from: number, to: number, corner: number): void {
    if (this.count === this.corner.length) this.grow(Math.ceil(this.count * 1.5));
    this.corner[this.count] = corner;
    this.second[this.count] = -1;
    this.place(from, to, this.count);
    this.count += 1;
  }

  private place(a: number, b: number, edge: number): void {
    let slot = this.slotOf(a, b);
    while ((this.slots[slot] as number) >= 0) slot = (slot + 1) & (this.slots.length - 1);
    this.slots[slot] = edge;
  }

  private slotOf(a: number, b: number): number {
    const [low, high] = a < b ? [a, b] : [b, a];
    const hash = Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b);
    return (hash ^ (hash >>> 15)) & (this.slots.length - 1);
  }

  /** Open surfaces have more edges than closed ones. */
  private grow(edges: number): void {
    this.corner = copied(new Uint32Array(edges), this.corner);
    this.uses = copied(new Uint8Array(edges), this.uses);
    this.balance = copied(new Int16Array(edges), this.balance);
    this.second = copied(new Int32Array(edges), this.second);
    let size = 1024;
    while (size < edges * roomPerEdge) size *= 2;
    if (size === this.slots.length) return;
    this.slots = new Int32Array(size).fill(-1);
    for (let edge = 0; edge < this.count; edge += 1) this.place(this.from(edge), this.to(edge), edge);
  }

  census(): EdgeCensus {
    const found: EdgeCensus = {
      ...{ openEdges: 0, flippedEdges: 0, sharedEdges: 0 },
      ...{ openTriangles: [], flippedTriangles: [], sharedTriangles: [] },
    };
    const sample = (list: number[], edge: number) => {
      if (list.length < sampled) list.push(this.first(edge));
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

function copied<Kind extends { set: (from: Kind) => void }>(into: Kind, from: Kind): Kind {
  into.set(from);
  return into;
}
