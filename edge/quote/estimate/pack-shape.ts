import type { Shape } from "./shape.ts";

/** Raised whenever the same part would give another shape: a packed one of another version is made anew. */
const shapeVersion = 1;

interface Head {
  readonly version: number;
  readonly sizeMm: Shape["sizeMm"];
  readonly volumeMm3: number;
  readonly areaMm2: number;
  readonly columns: { readonly cellMm: number; readonly across: number; readonly deep: number; readonly count: number };
  readonly slabs: { readonly count: number; readonly thickMm: number };
}

const alignment = 8;
const aligned = (bytes: number): number => Math.ceil(bytes / alignment) * alignment;

/** A shape as bytes, to the last bit: what is estimated from it later is what would be estimated from the part. */
export function packShape({ columns, slabs, ...shape }: Shape): Uint8Array<ArrayBuffer> {
  const { cellMm, across, deep } = columns;
  const head: Head = {
    ...{ version: shapeVersion, ...shape, columns: { cellMm, across, deep, count: columns.cell.length } },
    slabs: { count: slabs.count, thickMm: slabs.thickMm },
  };
  const text = new TextEncoder().encode(JSON.stringify(head));
  // Widest first, so that each begins where its kind may.
  const arrays = [
    ...[slabs.areaMm2, slabs.outlineMm, slabs.corners, slabs.loops],
    ...[columns.cell, columns.from, columns.to, columns.level, slabs.depth],
  ];
  const begin = aligned(alignment + text.length);
  const packed = new Uint8Array(arrays.reduce((sum, { byteLength }) => sum + byteLength, begin));
  new DataView(packed.buffer).setUint32(0, text.length, true);
  packed.set(text, alignment);
  let at = begin;
  for (const { buffer, byteOffset, byteLength } of arrays) {
    packed.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return packed;
}

/** Null: packed by another version, or not whole. */
export function unpackShape(packed: ArrayBuffer): Shape | null {
  const head = headOf(packed);
  if (head?.version !== shapeVersion) return null;
  const { version: _, columns, slabs, ...shape } = head.head;
  const cells = columns.across * columns.deep;
  let at = head.end;
  const take = <T>(
    Kind: new (buffer: ArrayBuffer, at: number, count: number) => T,
    bytes: number,
    count: number,
  ): T => {
    const made = new Kind(packed, at, count);
    at += bytes * count;
    return made;
  };
  if (packed.byteLength !== at + slabs.count * 32 + columns.count * 16 + slabs.count * cells) return null;
  const slab = () => take(Float64Array, 8, slabs.count);
  const [areaMm2, outlineMm, corners, loops] = [slab(), slab(), slab(), slab()];
  const cell = take(Int32Array, 4, columns.count);
  const stretch = () => take(Float32Array, 4, columns.count);
  const [from, to, level] = [stretch(), stretch(), stretch()];
  const { cellMm, across, deep } = columns;
  return {
    ...shape,
    columns: { cellMm, across, deep, cell, from, to, level },
    slabs: { ...slabs, areaMm2, outlineMm, corners, loops, depth: take(Uint8Array, 1, slabs.count * cells) },
  };
}

function headOf(packed: ArrayBuffer): { head: Head; version: number; end: number } | null {
  if (packed.byteLength < alignment) return null;
  const length = new DataView(packed).getUint32(0, true);
  if (length > packed.byteLength - alignment) return null;
  try {
    const head = JSON.parse(new TextDecoder().decode(new Uint8Array(packed, alignment, length))) as Head;
    return { head, version: head.version, end: aligned(alignment + length) };
  } catch {
    return null;
  }
}
