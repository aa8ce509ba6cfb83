import type { Measures } from "./measures.ts";
import { model } from "./model.ts";

/** The numbers the models weigh, in their order; each about −4 … 4. */
export function inputsOf(measures: Measures): number[] {
  const connected = measures.connectedShare * measures.photos;
  return [
    1,
    Math.max(-4, Math.min(4, 20 * (measures.connectedShare - 0.76))),
    Math.log2((measures.supportMedian + 5) / 100),
    Math.log2((measures.supportLow + 5) / 40),
    Math.log2(Math.max(1, connected) / photosLeast),
    Math.log2((measures.partnersMedian + 1) / 6),
    100 * measures.contradiction,
  ];
}

/** The server takes no fewer. */
export const photosLeast = 8;

export type Chances = {
  /** That the reconstruction comes to poses at all, of however many photos. */
  any: number;
  /** That at least four fifths of the photos come to stand in the right place. */
  good: number;
};

export function chancesOf(measures: Measures): Chances {
  if (measures.photos < photosLeast) return { any: 0, good: 0 };
  const inputs = inputsOf(measures);
  const any = sigmoid(weigh(inputs, model[measures.mode].any));
  return { any, good: Math.min(any, sigmoid(weigh(inputs, model[measures.mode].good))) };
}

export const sigmoid = (value: number) => 1 / (1 + Math.exp(-value));

function weigh(inputs: readonly number[], weights: readonly number[]): number {
  return inputs.reduce((sum, input, i) => sum + input * (weights[i] ?? 0), 0);
}
