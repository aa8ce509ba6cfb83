import type { Machine } from "#contract/material-catalogue";
import type { Mesh } from "./mesh.ts";

type Room = Pick<Machine, "widthUm" | "depthUm" | "heightUm">;
type Axes = readonly [number, number, number];

/** Which axis stands up, and the two that lie. */
const standing: readonly Axes[] = [
  [0, 1, 2],
  [1, 2, 0],
  [2, 0, 1],
];

/** How a part fits: as it lies (turned about the vertical at most), only laid on another side, or not at all. */
export type Fit = "as-is" | "turned" | "no";

/**
 * The best over several machines. By the part's own points: a long part may fit across the bed though its box does not.
 */
export function fitsAny(mesh: Mesh, rooms: readonly Room[]): Fit {
  const [asIs, ...others] = standing as [Axes, ...Axes[]];
  if (rooms.some((room) => fitsStanding(mesh, room, asIs))) return "as-is";
  return rooms.some((room) => others.some((axes) => fitsStanding(mesh, room, axes))) ? "turned" : "no";
}

function fitsStanding({ positions }: Mesh, room: Room, [x, y, z]: Axes): boolean {
  if (extent(positions, (v) => positions[v + z] as number) > room.heightUm / 1_000) return false;
  const [width, depth] = [room.widthUm / 1_000, room.depthUm / 1_000];
  for (let degrees = 0; degrees < 180; degrees += 7.5) {
    const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
    const across = extent(positions, (v) => c * (positions[v + x] as number) - s * (positions[v + y] as number));
    if (across > width) continue;
    if (extent(positions, (v) => s * (positions[v + x] as number) + c * (positions[v + y] as number)) <= depth)
      return true;
  }
  return false;
}

function extent(positions: Float32Array, of: (vertexAt: number) => number): number {
  let [least, most] = [Infinity, -Infinity];
  for (let v = 0; v < positions.length; v += 3) {
    const value = of(v);
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return most - least;
}
