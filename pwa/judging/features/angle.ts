/** Angle of (x, y) in radians, −π … π, right to 1e-4: `Math.atan2` took a third of all the time features take. */
export function fastAtan2(y: number, x: number): number {
  const ax = Math.abs(x);
  const ay = Math.abs(y);
  const most = Math.max(ax, ay);
  if (most === 0) return 0;
  const ratio = Math.min(ax, ay) / most;
  const s = ratio * ratio;
  let angle = ((-0.0464964749 * s + 0.15931422) * s - 0.327622764) * s * ratio + ratio;
  if (ay > ax) angle = Math.PI / 2 - angle;
  if (x < 0) angle = Math.PI - angle;
  return y < 0 ? -angle : angle;
}

const steps = 1024;
const range = 8;
const table = Float32Array.from({ length: steps + 1 }, (_, i) => Math.exp((-i * range) / steps));

/** e^−x for x ≥ 0 from a table; 0 beyond 8, where a weight no longer counts. */
export function fastDecay(x: number): number {
  return x >= range ? 0 : (table[(x * (steps / range) + 0.5) | 0] as number);
}
