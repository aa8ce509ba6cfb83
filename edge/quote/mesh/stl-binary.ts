import { printLimits } from "#contract/print-settings";
import { MeshBuilder } from "./mesh-builder.ts";
import { MeshProblem } from "./mesh-problem.ts";
import type { PartReader, ReadPart } from "./reader.ts";

const headerBytes = 80;
const recordBytes = 50;

/** 80 bytes of anything, a count, and 50 bytes a triangle: a normal (not read), three corners, two bytes of colour. */
export class BinaryStlReader implements PartReader {
  private readonly builder = new MeshBuilder();
  private readonly carried = new Uint8Array(84);
  private readonly carriedView = new DataView(this.carried.buffer);
  private carriedBytes = 0;
  private promised: number | null = null;
  private trailingBytes = 0;

  push(bytes: Uint8Array): void {
    let at = 0;
    if (this.promised === null) at = this.readHeader(bytes);
    if (this.promised === null) return;
    // A record that began in the piece before.
    if (this.carriedBytes > 0) {
      const added = Math.min(recordBytes - this.carriedBytes, bytes.length - at);
      this.carried.set(bytes.subarray(at, at + added), this.carriedBytes);
      this.carriedBytes += added;
      at += added;
      if (this.carriedBytes < recordBytes) return;
      this.record(this.carriedView, 0);
      this.carriedBytes = 0;
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (; bytes.length - at >= recordBytes && this.builder.triangleCount < this.promised; at += recordBytes) {
      this.record(view, at);
    }
    if (this.builder.triangleCount >= this.promised) this.trailingBytes += bytes.length - at;
    else {
      this.carried.set(bytes.subarray(at));
      this.carriedBytes = bytes.length - at;
    }
  }

  end(): ReadPart {
    if (this.promised === null) throw new MeshProblem("mesh-truncated", "the header is not whole");
    if (this.promised === 0) throw new MeshProblem("mesh-empty", "the header counts no triangles");
    const held = this.builder.triangleCount;
    if (held < this.promised) {
      throw new MeshProblem("mesh-truncated", `the header counts ${this.promised} triangles, there are ${held}`);
    }
    return { mesh: this.builder.done(), unit: null, trailingBytes: this.trailingBytes };
  }

  private readHeader(bytes: Uint8Array): number {
    const added = Math.min(84 - this.carriedBytes, bytes.length);
    this.carried.set(bytes.subarray(0, added), this.carriedBytes);
    this.carriedBytes += added;
    if (this.carriedBytes < 84) return added;
    this.promised = this.carriedView.getUint32(headerBytes, true);
    // Nothing is reserved by this number: it may be any.
    this.carriedBytes = 0;
    return added;
  }

  private record(view: DataView, at: number): void {
    const corner = (of: number) =>
      this.builder.vertex(view.getFloat32(of, true), view.getFloat32(of + 4, true), view.getFloat32(of + 8, true));
    this.builder.triangle(corner(at + 12), corner(at + 24), corner(at + 36));
  }
}

/** Whether a file of that length and beginning can be a binary STL that keeps its word. */
export function keepsItsCount(head: Uint8Array, totalBytes: number): boolean {
  if (head.length < 84) return false;
  const count = new DataView(head.buffer, head.byteOffset).getUint32(headerBytes, true);
  return count <= printLimits.trianglesMax && 84 + count * recordBytes === totalBytes;
}
