import type { Grey, Rect } from "./grey.ts";

export type Exposure = {
  mean: number;
  /** Shares of the region's pixels that are as good as black and as good as white. */
  blackShare: number;
  whiteShare: number;
  verdict: "good" | "dark" | "bright" | "clipped";
};

const blackBelow = 12;
const whiteAbove = 250;
const meanDark = 45;
const meanBright = 225;
/** A dark or a glossy part has some of either; beyond these, detail is lost for good. */
const blackShareMost = 0.5;
const whiteShareMost = 0.25;

/** Whether the part's region shows detail, or drowns in the dark or in light. */
export function exposureOf(picture: Grey, region: Rect): Exposure {
  let sum = 0;
  let black = 0;
  let white = 0;
  for (let y = region.y; y < region.y + region.height; y++) {
    const row = y * picture.widthPx;
    for (let x = region.x; x < region.x + region.width; x++) {
      const value = picture.pixels[row + x] ?? 0;
      sum += value;
      if (value < blackBelow) black++;
      else if (value > whiteAbove) white++;
    }
  }
  const count = Math.max(1, region.width * region.height);
  const seen = { mean: sum / count, blackShare: black / count, whiteShare: white / count };
  return { ...seen, verdict: verdictOf(seen) };
}

function verdictOf({ mean, blackShare, whiteShare }: Omit<Exposure, "verdict">): Exposure["verdict"] {
  if (mean < meanDark || blackShare > blackShareMost) return "dark";
  if (mean > meanBright) return "bright";
  return whiteShare > whiteShareMost ? "clipped" : "good";
}
