import type { PointPairs } from "./points.ts";

const cellsPerSide = 8;

/** Share of an 8 × 8 grid over the first picture that holds a match: fifty on one logo tie a photo down badly. */
export function spreadOf(pairs: PointPairs, rows: Int32Array): number {
  const hit = new Set<number>();
  for (const row of rows) {
    const column = Math.floor((((pairs.data[4 * row] as number) + 1) / 2) * cellsPerSide);
    const line = Math.floor((((pairs.data[4 * row + 1] as number) + 1) / 2) * cellsPerSide);
    hit.add(line * cellsPerSide + column);
  }
  return hit.size / (cellsPerSide * cellsPerSide);
}
