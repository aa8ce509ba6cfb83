/** A picture of floats, row by row. */
export type Plane = { widthPx: number; heightPx: number; data: Float32Array };

export const plane = (widthPx: number, heightPx: number): Plane => ({
  widthPx,
  heightPx,
  data: new Float32Array(widthPx * heightPx),
});

/** Gaussian blur in two passes, edges repeated. Four pixels at a time: the loop's own cost counts here. */
export function blur(from: Plane, sigmaPx: number): Plane {
  const kernel = halfKernel(sigmaPx);
  const between = plane(from.widthPx, from.heightPx);
  const to = plane(from.widthPx, from.heightPx);
  alongRows(from, between, kernel);
  alongColumns(between, to, kernel);
  return to;
}

/** The middle weight and those to one side; all of both sides sum to 1. */
function halfKernel(sigmaPx: number): Float32Array {
  const radius = Math.max(1, Math.ceil(3 * sigmaPx));
  const weights = new Float32Array(radius + 1);
  let sum = 0;
  for (let k = 0; k <= radius; k++) {
    weights[k] = Math.exp(-(k * k) / (2 * sigmaPx * sigmaPx));
    sum += (k === 0 ? 1 : 2) * (weights[k] as number);
  }
  return weights.map((weight) => weight / sum);
}

function alongRows(from: Plane, to: Plane, kernel: Float32Array): void {
  const { widthPx, heightPx } = from;
  const radius = kernel.length - 1;
  const padded = new Float32Array(widthPx + 2 * radius + 4);
  for (let y = 0; y < heightPx; y++) {
    const row = y * widthPx;
    padded.fill(from.data[row] as number, 0, radius);
    padded.set(from.data.subarray(row, row + widthPx), radius);
    padded.fill(from.data[row + widthPx - 1] as number, radius + widthPx);
    blurRow(padded, to.data, row, widthPx, kernel);
  }
}

function blurRow(padded: Float32Array, out: Float32Array, start: number, count: number, kernel: Float32Array): void {
  const radius = kernel.length - 1;
  const middle = kernel[0] as number;
  for (let x = 0; x < count; x += 4) {
    const at = x + radius;
    let a = middle * (padded[at] as number);
    let b = middle * (padded[at + 1] as number);
    let c = middle * (padded[at + 2] as number);
    let d = middle * (padded[at + 3] as number);
    for (let k = 1; k <= radius; k++) {
      const weight = kernel[k] as number;
      const left = at - k;
      const right = at + k;
      a += weight * ((padded[left] as number) + (padded[right] as number));
      b += weight * ((padded[left + 1] as number) + (padded[right + 1] as number));
      c += weight * ((padded[left + 2] as number) + (padded[right + 2] as number));
      d += weight * ((padded[left + 3] as number) + (padded[right + 3] as number));
    }
    const o = start + x;
    out[o] = a;
    if (x + 1 < count) out[o + 1] = b;
    if (x + 2 < count) out[o + 2] = c;
    if (x + 3 < count) out[o + 3] = d;
  }
}

function alongColumns(from: Plane, to: Plane, kernel: Float32Array): void {
  const { widthPx, heightPx, data } = from;
  const radius = kernel.length - 1;
  const rows = new Int32Array(2 * radius + 1);
  for (let y = 0; y < heightPx; y++) {
    for (let k = -radius; k <= radius; k++) rows[k + radius] = Math.min(heightPx - 1, Math.max(0, y + k)) * widthPx;
    blurAcross(data, rows, to.data, y * widthPx, widthPx, kernel);
  }
}

function blurAcross(
  data: Float32Array,
  rows: Int32Array,
  out: Float32Array,
  start: number,
  count: number,
  kernel: Float32Array,
): void {
  const radius = kernel.length - 1;
  const middle = kernel[0] as number;
  const own = rows[radius] as number;
  let x = 0;
  for (; x + 3 < count; x += 4) {
    let a = middle * (data[own + x] as number);
    let b = middle * (data[own + x + 1] as number);
    let c = middle * (data[own + x + 2] as number);
    let d = middle * (data[own + x + 3] as number);
    for (let k = 1; k <= radius; k++) {
      const weight = kernel[k] as number;
      const up = (rows[radius - k] as number) + x;
      const down = (rows[radius + k] as number) + x;
      a += weight * ((data[up] as number) + (data[down] as number));
      b += weight * ((data[up + 1] as number) + (data[down + 1] as number));
      c += weight * ((data[up + 2] as number) + (data[down + 2] as number));
      d += weight * ((data[up + 3] as number) + (data[down + 3] as number));
    }
    out[start + x] = a;
    out[start + x + 1] = b;
    out[start + x + 2] = c;
    out[start + x + 3] = d;
  }
  for (; x < count; x++) {
    let sum = middle * (data[own + x] as number);
    for (let k = 1; k <= radius; k++) {
      const pair =
        (data[(rows[radius - k] as number) + x] as number) + (data[(rows[radius + k] as number) + x] as number);
      sum += (kernel[k] as number) * pair;
    }
    out[start + x] = sum;
  }
}
