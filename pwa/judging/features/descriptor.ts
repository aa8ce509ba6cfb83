import { fastAtan2, fastDecay } from "./angle.ts";
import type { Plane } from "./blur.ts";

const cells = 4;
const bins = 8;
export const descriptorBytes = cells * cells * bins;
const cellSigmas = 3;
const clip = 0.2;
/** The server's scale: the bytes are the same as its own (RootSIFT, Arandjelović & Zisserman 2012). */
const byteScale = 512;
/** Cells with a rim of one, and directions that wrap, so that no sample needs a check. */
const rim = cells + 2;
const padded = new Float32Array(rim * rim * (bins + 1));
const raw = new Float32Array(descriptorBytes);

/** Writes the 128 bytes at `offset` of `out`: histograms of gradients, relative to the blob's direction. */
export function describe(
  layer: Plane,
  x: number,
  y: number,
  sigmaPx: number,
  angle: number,
  out: Uint8Array,
  offset: number,
): void {
  gather(layer, x, y, cellSigmas * sigmaPx, angle);
  fold();
  write(out, offset);
}

function gather({ data, widthPx, heightPx }: Plane, fx: number, fy: number, cellPx: number, angle: number): void {
  padded.fill(0);
  const x = Math.round(fx);
  const y = Math.round(fy);
  const radius = Math.min(Math.round(cellPx * Math.SQRT1_2 * (cells + 1)), Math.max(widthPx, heightPx));
  const cos = Math.cos(angle) / cellPx;
  const sin = Math.sin(angle) / cellPx;
  const turn = angle * (bins / (2 * Math.PI));
  for (let j = Math.max(-radius, 1 - y); j <= radius && y + j < heightPx - 1; j++) {
    for (let i = Math.max(-radius, 1 - x); i <= radius && x + i < widthPx - 1; i++) {
      const u = cos * i + sin * j;
      const v = cos * j - sin * i;
      const column = u + cells / 2 - 0.5;
      const row = v + cells / 2 - 0.5;
      if (column <= -1 || row <= -1 || column >= cells || row >= cells) continue;
      const place = (y + j) * widthPx + x + i;
      const dx = (data[place + 1] as number) - (data[place - 1] as number);
      const dy = (data[place + widthPx] as number) - (data[place - widthPx] as number);
      const weight = Math.sqrt(dx * dx + dy * dy) * fastDecay((u * u + v * v) / (0.5 * cells * cells));
      let bin = fastAtan2(dy, dx) * (bins / (2 * Math.PI)) - turn;
      while (bin < 0) bin += bins;
      while (bin >= bins) bin -= bins;
      spread(row, column, bin, weight);
    }
  }
}

/** Shares one sample among the eight places around it. */
function spread(row: number, column: number, bin: number, weight: number): void {
  const r = Math.floor(row);
  const c = Math.floor(column);
  const b = bin | 0;
  const [rowShare, columnShare, binShare] = [row - r, column - c, bin - b];
  const at = ((r + 1) * rim + c + 1) * (bins + 1) + b;
  const next = at + rim * (bins + 1);
  const low = weight * rowShare;
  const high = weight - low;
  add(at, high, columnShare, binShare);
  add(next, low, columnShare, binShare);
}

function add(at: number, weight: number, columnShare: number, binShare: number): void {
  const right = weight * columnShare;
  const left = weight - right;
  const beside = at + bins + 1;
  padded[at] = (padded[at] as number) + left * (1 - binShare);
  padded[at + 1] = (padded[at + 1] as number) + left * binShare;
  padded[beside] = (padded[beside] as number) + right * (1 - binShare);
  padded[beside + 1] = (padded[beside + 1] as number) + right * binShare;
}

function fold(): void {
  let to = 0;
  for (let r = 1; r <= cells; r++) {
    for (let c = 1; c <= cells; c++) {
      const from = (r * rim + c) * (bins + 1);
      // The last bin is the first one, a turn later.
      for (let b = 0; b < bins; b++)
        raw[to++] = (padded[from + b] as number) + (b ? 0 : (padded[from + bins] as number));
    }
  }
}

function write(out: Uint8Array, offset: number): void {
  let squares = 0;
  for (let i = 0; i < descriptorBytes; i++) squares += (raw[i] as number) ** 2;
  const most = clip * Math.sqrt(squares);
  let sum = 0;
  for (let i = 0; i < descriptorBytes; i++) {
    raw[i] = Math.min(most, raw[i] as number);
    sum += raw[i] as number;
  }
  const scale = 1 / Math.max(1e-9, sum);
  for (let i = 0; i < descriptorBytes; i++) {
    out[offset + i] = Math.min(255, byteScale * Math.sqrt((raw[i] as number) * scale) + 0.5);
  }
}
