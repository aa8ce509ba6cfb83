/**
 * The preview that a slice leaves (`preview.bin.gz`): every layer's lines, for a browser to draw.
 * Little endian: `CSP1`, the header's length (u32), the header (JSON, padded to four bytes), then for all polylines their
 * point counts (u32), for all points x and y as differences to the point before (u16, wrapping, all x before all y), for
 * all polylines their kinds (u8). A point's unit is `quantumUm`, from the bed's corner.
 */

export const previewKinds = [
  ...(["outer-wall", "overhang", "wall", "infill", "solid", "top", "bridge", "skirt", "support", "other"] as const),
] as const;
export type PreviewKind = (typeof previewKinds)[number];

export type PreviewLine = { kind: PreviewKind; xMm: Float32Array; yMm: Float32Array };
export type PreviewLayer = { zMm: number; heightMm: number; lines: number };

export class PreviewBroken extends Error {}

type Header = {
  quantumUm: number;
  kinds: PreviewKind[];
  everyLayer: number;
  layerCount: number;
  bedUm: [number, number];
  /** z µm, height µm, polylines, points. */
  layers: [number, number, number, number][];
};

export class SlicePreview {
  readonly layers: readonly PreviewLayer[];
  /** Above 1 only each so many-th layer is there: the whole would have been too large. */
  readonly everyLayer: number;
  /** Of the part, which may be more than are here. */
  readonly layerCount: number;
  readonly bedMm: readonly [number, number];
  readonly #header: Header;
  readonly #counts: Uint32Array;
  readonly #kinds: Uint8Array;
  readonly #xMm: Float32Array;
  readonly #yMm: Float32Array;

  constructor(bytes: Uint8Array) {
    const { header, at } = readHeader(bytes);
    const lines = header.layers.reduce((sum, layer) => sum + layer[2], 0);
    const points = header.layers.reduce((sum, layer) => sum + layer[3], 0);
    if (bytes.length !== at + lines * 5 + points * 4) throw new PreviewBroken("it is not as long as it says");
    const body = bytes.slice(at).buffer;
    this.#header = header;
    this.#counts = new Uint32Array(body, 0, lines);
    const unitMm = header.quantumUm / 1000;
    this.#xMm = summed(new Uint16Array(body, lines * 4, points), unitMm);
    this.#yMm = summed(new Uint16Array(body, lines * 4 + points * 2, points), unitMm);
    this.#kinds = new Uint8Array(body, lines * 4 + points * 4, lines);
    this.everyLayer = header.everyLayer;
    this.layerCount = header.layerCount;
    this.bedMm = [header.bedUm[0] / 1000, header.bedUm[1] / 1000];
    this.layers = header.layers.map(([z, height, count]) => ({ zMm: z / 1000, heightMm: height / 1000, lines: count }));
  }

  /** The lines of a layer, in the order they are printed. Views, not copies. */
  *lines(layer: number): Generator<PreviewLine> {
    const before = this.#header.layers.slice(0, layer);
    let line = before.reduce((sum, entry) => sum + entry[2], 0);
    let point = before.reduce((sum, entry) => sum + entry[3], 0);
    const end = line + (this.#header.layers[layer]?.[2] ?? 0);
    for (; line < end; line += 1) {
      const next = point + (this.#counts[line] as number);
      const kind = this.#header.kinds[this.#kinds[line] as number] ?? "other";
      yield { kind, xMm: this.#xMm.subarray(point, next), yMm: this.#yMm.subarray(point, next) };
      point = next;
    }
  }
}

function readHeader(bytes: Uint8Array): { header: Header; at: number } {
  if (bytes.length < 8 || new TextDecoder().decode(bytes.subarray(0, 4)) !== "CSP1") {
    throw new PreviewBroken("it is no preview");
  }
  const at = 8 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true);
  try {
    return { header: JSON.parse(new TextDecoder().decode(bytes.subarray(8, at))) as Header, at };
  } catch {
    throw new PreviewBroken("its header cannot be read");
  }
}

function summed(differences: Uint16Array, unitMm: number): Float32Array {
  const values = new Float32Array(differences.length);
  let value = 0;
  for (let index = 0; index < differences.length; index += 1) {
    value = (value + (differences[index] as number)) & 0xffff;
    values[index] = value * unitMm;
  }
  return values;
}

/** Unpacks with the platform's own gzip. Throws PreviewBroken for what is none. */
export async function readSlicePreview(packed: Blob): Promise<SlicePreview> {
  const unpacked = packed.stream().pipeThrough(new DecompressionStream("gzip"));
  const bytes = await new Response(unpacked).arrayBuffer().catch(() => {
    throw new PreviewBroken("it is not gzipped");
  });
  return new SlicePreview(new Uint8Array(bytes));
}
