/** Vectors and rotations of space; rotations row by row. */

export type Vector = [number, number, number];
export type Rotation = [Vector, Vector, Vector];

export const unturned: Rotation = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

export const dot = (a: Vector, b: Vector) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const scaled = (v: Vector, by: number): Vector => [v[0] * by, v[1] * by, v[2] * by];
export const plus = (a: Vector, b: Vector): Vector => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
export const unit = (v: Vector): Vector => scaled(v, 1 / Math.max(1e-12, Math.hypot(...v)));

export function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

/** Written out: it is what the averaging of rotations spends its time on. */
export function times([p, q, r]: Rotation, [x, y, z]: Rotation): Rotation {
  const row = ([a, b, c]: Vector): Vector => [
    a * x[0] + b * y[0] + c * z[0],
    a * x[1] + b * y[1] + c * z[1],
    a * x[2] + b * y[2] + c * z[2],
  ];
  return [row(p), row(q), row(r)];
}

export function transposed([a, b, c]: Rotation): Rotation {
  return [
    [a[0], b[0], c[0]],
    [a[1], b[1], c[1]],
    [a[2], b[2], c[2]],
  ];
}

/** Round an axis by its length in radians (Rodrigues). */
export function turnBy(axis: Vector): Rotation {
  const angle = Math.hypot(...axis);
  if (angle < 1e-12) return unturned;
  const [x, y, z] = scaled(axis, 1 / angle);
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const rest = 1 - cosine;
  return [
    [cosine + rest * x * x, rest * x * y - sine * z, rest * x * z + sine * y],
    [rest * x * y + sine * z, cosine + rest * y * y, rest * y * z - sine * x],
    [rest * x * z - sine * y, rest * y * z + sine * x, cosine + rest * z * z],
  ];
}

export function angleOf(m: Rotation): number {
  return Math.acos(Math.max(-1, Math.min(1, (m[0][0] + m[1][1] + m[2][2] - 1) / 2)));
}

/** The axis `turnBy` takes; of half a turn, whose axis is not told here, none. */
export function axisOf(m: Rotation): Vector {
  const angle = angleOf(m);
  if (angle < 1e-9 || Math.PI - angle < 1e-3) return [0, 0, 0];
  return scaled([m[2][1] - m[1][2], m[0][2] - m[2][0], m[1][0] - m[0][1]], angle / (2 * Math.sin(angle)));
}

/** How far one rotation is from another, radians. */
export const angleBetween = (a: Rotation, b: Rotation): number => angleOf(times(a, transposed(b)));
