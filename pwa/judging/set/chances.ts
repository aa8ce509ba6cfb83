import type { Measures } from "./measures.ts";
import { model } from "./model.ts";

/** The numbers the model weighs, in its order; each about −2 … 2. */
export function inputsOf(measures: Measures): number[] {
  return [
    1,
    4 * (measures.connectedShare - 0.8),
    Math.log2((measures.supportMedian + 5) / 100),
    Math.log2((measures.supportLow + 5) / 40),
    Math.log2(Math.max(1, measures.photos) / 16),
    Math.log2((measures.partnersMedian + 1) / 6),
    100 * measures.contradiction,
  ];
}

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

/** The server takes no fewer. */
export const photosLeast = 8;

export const sigmoid = (value: number) => 1 / (1 + Math.exp(-value));

function weigh(inputs: readonly number[], weights: readonly number[]): number {
  return inputs.reduce((sum, input, i) => sum + input * (weights[i] ?? 0), 0);
}
