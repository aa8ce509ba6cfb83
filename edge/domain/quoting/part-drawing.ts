import { zlibSync } from "fflate";

/** A still picture of a part, seen from the front, the right and above: drawn from its STL as it streams by, twice. */

const headerBytes = 84;
const recordBytes = 50;
/** Drawn so much larger and averaged: edges without steps. */
const finer = 2;
const margin = 0.06;

type Vector = readonly [number, number, number];
// An isometric view: two axes of the picture, and the way to the eye.
const s2 = Math.SQRT1_2;
const s6 = 1 / Math.sqrt(6);
const s3 = 1 / Math.sqrt(3);
const right: Vector = [s2, s2, 0];
const up: Vector = [-s6, s6, 2 * s6];
const eye: Vector = [s3, -s3, s3];
const light: Vector = [0.28, -0.52, 0.81];
/** Readable on white and on black. */
const plain: Vector = [126, 148, 196];
const marked: Vector = [222, 66, 56];

const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** Hands on whole triangles, however the bytes come. */
class Triangles {
  private rest = new Uint8Array(0);
  private skip = headerBytes;
  private index = 0;
  private readonly corners: [Vector, Vector, Vector] = [right, right, right];

  each(piece: Uint8Array, use: (corners: readonly [Vector, Vector, Vector], index: number) => void): void {
    const skipped = Math.min(this.skip, piece.byteLength);
    this.skip -= skipped;
    const bytes = new Uint8Array(this.rest.byteLength + piece.byteLength - skipped);
    bytes.set(this.rest);
    bytes.set(piece.subarray(skipped), this.rest.byteLength);
    const view = new DataView(bytes.buffer);
    let at = 0;
    for (; at + recordBytes <= bytes.byteLength; at += recordBytes) {
      for (let k = 0; k < 3; k += 1) {
        const from = at + 12 + k * 12;
        this.corners[k] = [
          view.getFloat32(from, true),
          view.getFloat32(from + 4, true),
          view.getFloat32(from + 8, true),
        ];
      }
      use(this.corners, this.index);
      this.index += 1;
    }
    this.rest = bytes.slice(at);
  }
}

export class PartDrawing {
  private readonly width: number;
  private readonly height: number;
  private readonly colours: Uint8Array;
  private readonly depths: Float32Array;
  private readonly marks: ReadonlySet<number>;
  private readonly measured = new Triangles();
  private readonly drawn = new Triangles();
  private readonly least: [number, number] = [Infinity, Infinity];
  private readonly most: [number, number] = [-Infinity, -Infinity];

  /** `marks`: triangles to be seen, as findings number them. */
  constructor(widthPx: number, heightPx: number, marks: Iterable<number> = []) {
    this.width = widthPx * finer;
    this.height = heightPx * finer;
    this.colours = new Uint8Array(this.width * this.height * 4);
    this.depths = new Float32Array(this.width * this.height).fill(-Infinity);
    this.marks = new Set(marks);
  }

  /** The first time round: how large it is in the picture. */
  measure(piece: Uint8Array): void {
    this.measured.each(piece, (corners) => {
      for (const corner of corners) {
        const at = [dot(corner, right), dot(corner, up)] as const;
        for (const k of [0, 1] as const) {
          if (at[k] < this.least[k]) this.least[k] = at[k];
          if (at[k] > this.most[k]) this.most[k] = at[k];
        }
      }
    });
  }

  /** The second time round. */
  draw(piece: Uint8Array): void {
    const [wide, high] = [this.most[0] - this.least[0], this.most[1] - this.least[1]];
    const room = 1 - 2 * margin;
    const scale = Math.min((this.width * room) / wide, (this.height * room) / high);
    const [left, top] = [(this.width - wide * scale) / 2, (this.height - high * scale) / 2];
    this.drawn.each(piece, (corners, index) => {
      const points = corners.map((corner): Vector => {
        const [x, y] = [dot(corner, right) - this.least[0], this.most[1] - dot(corner, up)];
        return [left + x * scale, top + y * scale, dot(corner, eye)];
      }) as [Vector, Vector, Vector];
      this.fill(points, this.colourOf(corners, index));
    });
  }

  private colourOf([a, b, c]: readonly [Vector, Vector, Vector], index: number): Vector {
    const [u, w] = [minus(b, a), minus(c, a)];
    const normal: Vector = [u[1] * w[2] - u[2] * w[1], u[2] * w[0] - u[0] * w[2], u[0] * w[1] - u[1] * w[0]];
    const length = Math.hypot(...normal);
    const facing = length > 0 ? dot(normal, light) / length : 0;
    const strength = 0.5 + 0.5 * Math.max(0, facing);
    const [red, green, blue] = this.marks.has(index) ? marked : plain;
    return [red * strength, green * strength, blue * strength];
  }

  /** Every dot whose middle lies in the triangle, where nothing nearer is. Small triangles have at least one dot. */
  private fill([a, b, c]: [Vector, Vector, Vector], colour: Vector): void {
    const [fromX, toX] = [Math.floor(Math.min(a[0], b[0], c[0])), Math.ceil(Math.max(a[0], b[0], c[0]))];
    const [fromY, toY] = [Math.floor(Math.min(a[1], b[1], c[1])), Math.ceil(Math.max(a[1], b[1], c[1]))];
    const area = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
    if (Math.abs(area) < 1e-9) return;
    for (let y = Math.max(0, fromY); y <= Math.min(this.height - 1, toY); y += 1) {
      for (let x = Math.max(0, fromX); x <= Math.min(this.width - 1, toX); x += 1) {
        const [px, py] = [x + 0.5, y + 0.5];
        const ofB = ((px - a[0]) * (c[1] - a[1]) - (py - a[1]) * (c[0] - a[0])) / area;
        const ofC = ((b[0] - a[0]) * (py - a[1]) - (b[1] - a[1]) * (px - a[0])) / area;
        if (ofB < 0 || ofC < 0 || ofB + ofC > 1) continue;
        const depth = a[2] + ofB * (b[2] - a[2]) + ofC * (c[2] - a[2]);
        this.dot(y * this.width + x, depth, colour);
      }
    }
  }

  private dot(at: number, depth: number, [red, green, blue]: Vector): void {
    if (depth <= (this.depths[at] as number)) return;
    this.depths[at] = depth;
    this.colours[at * 4] = red;
    this.colours[at * 4 + 1] = green;
    this.colours[at * 4 + 2] = blue;
    this.colours[at * 4 + 3] = 255;
  }

  /** Rows of RGBA in the size that was asked for, each begun by PNG's "as it is". */
  private rows(): Uint8Array {
    const [width, height] = [this.width / finer, this.height / finer];
    const rows = new Uint8Array(height * (1 + width * 4));
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) this.average(x, y, rows, y * (1 + width * 4) + 1 + x * 4);
    }
    return rows;
  }

  private average(x: number, y: number, into: Uint8Array, to: number): void {
    const sums = [0, 0, 0];
    let covered = 0;
    for (let k = 0; k < finer * finer; k += 1) {
      const at = ((y * finer + Math.floor(k / finer)) * this.width + x * finer + (k % finer)) * 4;
      if (this.colours[at + 3] === 0) continue;
      covered += 1;
      for (let i = 0; i < 3; i += 1) sums[i] = (sums[i] as number) + (this.colours[at + i] as number);
    }
    if (covered === 0) return;
    for (let i = 0; i < 3; i += 1) into[to + i] = Math.round((sums[i] as number) / covered);
    into[to + 3] = Math.round((255 * covered) / (finer * finer));
  }

  png(): Uint8Array<ArrayBuffer> {
    const head = new Uint8Array(13);
    const view = new DataView(head.buffer);
    view.setUint32(0, this.width / finer);
    view.setUint32(4, this.height / finer);
    // Eight bits each of red, green, blue and cover.
    head.set([8, 6, 0, 0, 0], 8);
    const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
    const pieces = [
      signature,
      chunk("IHDR", head),
      chunk("IDAT", zlibSync(this.rows())),
      chunk("IEND", new Uint8Array(0)),
    ];
    const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.byteLength, 0));
    let at = 0;
    for (const piece of pieces) {
      whole.set(piece, at);
      at += piece.byteLength;
    }
    return whole;
  }
}

const minus = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.byteLength);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.byteLength);
  for (let i = 0; i < 4; i += 1) bytes[4 + i] = type.charCodeAt(i);
  bytes.set(data, 8);
  view.setUint32(8 + data.byteLength, checksum(bytes.subarray(4, 8 + data.byteLength)));
  return bytes;
}

/** PNG's CRC-32, bit by bit: a picture is some kilobytes. */
function checksum(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
