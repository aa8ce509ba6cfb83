import { type Grey, halved } from "./grey.ts";

/** How far the picture moved between two frames, as shares of its longer side. */
export type Motion = {
  shiftShare: number /** How unlike the frames stay after the best shift, grey levels. */;
  unlike: number;
};

const reachPx = 8;
const coarsestPx = 96;

/** A frame made small enough to be compared with the next one: about 60 to 96 px on its longer side. */
export function coarse(picture: Grey): Grey {
  let small = picture;
  while (Math.max(small.widthPx, small.heightPx) > coarsestPx) small = halved(small);
  return small;
}

/** Block match of the middle of two coarse frames, with a parabola for the part of a pixel. */
export function motionBetween(before: Grey, after: Grey): Motion {
  if (before.widthPx !== after.widthPx || before.heightPx !== after.heightPx) return { shiftShare: 1, unlike: 255 };
  const reach = Math.min(reachPx, (Math.min(before.widthPx, before.heightPx) >> 2) - 1);
  let best = { dx: 0, dy: 0, cost: differenceAt(before, after, 0, 0, reach) };
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      const cost = differenceAt(before, after, dx, dy, reach);
      if (cost < best.cost) best = { dx, dy, cost };
    }
  }
  const { dx, dy, cost } = best;
  const x =
    dx + vertex(differenceAt(before, after, dx - 1, dy, reach), cost, differenceAt(before, after, dx + 1, dy, reach));
  const y =
    dy + vertex(differenceAt(before, after, dx, dy - 1, reach), cost, differenceAt(before, after, dx, dy + 1, reach));
  return { shiftShare: Math.hypot(x, y) / Math.max(before.widthPx, before.heightPx), unlike: cost };
}

/** Mean absolute difference of every other pixel of the middle, `after` read at the shift. */
function differenceAt(before: Grey, after: Grey, dx: number, dy: number, reach: number): number {
  const { widthPx, heightPx } = before;
  const edge = reach + 1;
  let sum = 0;
  let count = 0;
  for (let y = edge; y < heightPx - edge; y += 2) {
    for (let x = edge; x < widthPx - edge; x += 2) {
      sum += Math.abs((before.pixels[y * widthPx + x] ?? 0) - (after.pixels[(y + dy) * widthPx + x + dx] ?? 0));
      count++;
    }
  }
  return count ? sum / count : 255;
}

function vertex(left: number, middle: number, right: number): number {
  // Absolute differences meet in a V, not in a bowl.
  const rise = Math.max(left, right) - middle;
  return rise < 1e-9 ? 0 : (0.5 * (left - right)) / rise;
}
