import type { GreyPicture } from "../types.ts";

/**
 * The picture with its longest side at most `longestSidePx`, every new pixel the mean of the area it covers: sampling
 * single pixels would turn fine texture into false features. Never enlarges.
 */
export function shrink(picture: GreyPicture, longestSidePx: number): GreyPicture {
  const factor = longestSidePx / Math.max(picture.widthPx, picture.heightPx);
  if (factor >= 1) return picture;
  const widthPx = Math.max(1, Math.round(picture.widthPx * factor));
  const heightPx = Math.max(1, Math.round(picture.heightPx * factor));
  const columns = shares(picture.widthPx, widthPx);
  const rows = shares(picture.heightPx, heightPx);
  const data = new Uint8Array(widthPx * heightPx);
  const sums = new Float64Array(widthPx);
  for (let y = 0; y < heightPx; y++) {
    sums.fill(0);
    const top = rows.first[y] as number;
    for (let j = 0; j < rows.most; j++) {
      const share = rows.share[y * rows.most + j] as number;
      if (share > 0) addRow(picture.data, (top + j) * picture.widthPx, columns, share, sums);
    }
    for (let x = 0; x < widthPx; x++) data[y * widthPx + x] = (sums[x] as number) + 0.5;
  }
  return { widthPx, heightPx, data };
}

type Shares = { first: Int32Array; share: Float64Array; most: number };

function addRow(from: GreyPicture["data"], start: number, columns: Shares, rowShare: number, sums: Float64Array): void {
  const { first, share, most } = columns;
  for (let x = 0; x < sums.length; x++) {
    const left = start + (first[x] as number);
    let sum = 0;
    for (let i = 0; i < most; i++) sum += (share[x * most + i] as number) * ((from[left + i] as number) || 0);
    sums[x] = (sums[x] as number) + sum * rowShare;
  }
}

/** For each new pixel along one side: the first old one it covers, and how much of each, in shares of 1. */
function shares(oldPx: number, newPx: number): Shares {
  const scale = oldPx / newPx;
  const most = Math.ceil(scale) + 1;
  const first = new Int32Array(newPx);
  const share = new Float64Array(newPx * most);
  for (let i = 0; i < newPx; i++) {
    const from = i * scale;
    const to = Math.min(oldPx, from + scale);
    first[i] = Math.floor(from);
    for (let j = 0; j < most; j++) {
      const pixel = Math.floor(from) + j;
      share[i * most + j] = Math.max(0, Math.min(to, pixel + 1) - Math.max(from, pixel)) / (to - from);
    }
  }
  return { first, share, most };
}
