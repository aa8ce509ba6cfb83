import { printLimits } from "#contract/print-settings";
import type { Mesh } from "./mesh.ts";
import { MeshProblem } from "./mesh-problem.ts";

/**
 * Takes vertices and triangles one by one and merges equal vertices by an open-addressing table.
 * Bits are compared, not distances: what a program wrote twice it wrote alike.
 */
export class MeshBuilder {
  private positions = new Float32Array(3 * 1024);
  private bits = new Uint32Array(this.positions.buffer);
  private vertices = 0;
  private triangles = new Uint32Array(3 * 1024);
  private corners = 0;
  private table = new Int32Array(4096).fill(-1);
  private readonly one = new Float32Array(3);
  private readonly oneBits = new Uint32Array(this.one.buffer);

  get triangleCount(): number {
    return this.corners / 3;
  }

  /** The number of the vertex at that place. */
  vertex(x: number, y: number, z: number): number {
    // Adding zero makes −0 into 0.
    this.one[0] = x + 0;
    this.one[1] = y + 0;
    this.one[2] = z + 0;
    if (!Number.isFinite(this.one[0]) || !Number.isFinite(this.one[1]) || !Number.isFinite(this.one[2])) {
      throw new MeshProblem("mesh-not-finite", `vertex ${this.vertices + 1}: ${x}, ${y}, ${z}`);
    }
    const [a, b, c] = this.oneBits as unknown as [number, number, number];
    const mask = this.table.length - 1;
    for (let slot = hashOf(a, b, c) & mask; ; slot = (slot + 1) & mask) {
      const found = this.table[slot] as number;
      if (found < 0) {
        this.table[slot] = this.vertices;
        return this.append(a, b, c);
      }
      const at = found * 3;
      if (this.bits[at] === a && this.bits[at + 1] === b && this.bits[at + 2] === c) return found;
    }
  }

  triangle(a: number, b: number, c: number): void {
    if (this.corners === this.triangles.length) {
      if (this.triangleCount >= printLimits.trianglesMax) {
        throw new MeshProblem("mesh-too-many-triangles", `more than ${printLimits.trianglesMax}`);
      }
      const grown = new Uint32Array(Math.min(this.triangles.length * 2, printLimits.trianglesMax * 3));
      grown.set(this.triangles);
      this.triangles = grown;
    }
    this.triangles[this.corners] = a;
    this.triangles[this.corners + 1] = b;
    this.triangles[this.corners + 2] = c;
    this.corners += 3;
  }

  /** The part so far; nothing may be added afterwards. */
  done(): Mesh {
    if (this.corners === 0) throw new MeshProblem("mesh-empty", "no triangles");
    return {
      positions: this.positions.slice(0, this.vertices * 3),
      triangles: this.triangles.slice(0, this.corners),
    };
  }

  private append(a: number, b: number, c: number): number {
    const at = this.vertices * 3;
    if (at === this.bits.length) {
      const grown = new Float32Array(this.positions.length * 2);
      grown.set(this.positions);
      this.positions = grown;
      this.bits = new Uint32Array(grown.buffer);
    }
    this.bits[at] = a;
    this.bits[at + 1] = b;
    this.bits[at + 2] = c;
    this.vertices += 1;
    if (this.vertices * 2 > this.table.length) this.rehash();
    return this.vertices - 1;
  }

  private rehash(): void {
    this.table = new Int32Array(this.table.length * 4).fill(-1);
    const mask = this.table.length - 1;
    for (let v = 0; v < this.vertices; v += 1) {
      const [a, b, c] = [this.bits[v * 3], this.bits[v * 3 + 1], this.bits[v * 3 + 2]] as [number, number, number];
      let slot = hashOf(a, b, c) & mask;
      while ((this.table[slot] as number) >= 0) slot = (slot + 1) & mask;
      this.table[slot] = v;
    }
  }
}

function hashOf(a: number, b: number, c: number): number {
  let hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca77) ^ Math.imul(c, 0xc2b2ae3d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}
