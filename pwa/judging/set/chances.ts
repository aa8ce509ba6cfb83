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
    20 * measures.contradiction,
  ];
}

/** Probability that the reconstruction succeeds with at least four fifths of the photos in the right place. */
export function chanceOf(measures: Measures): number {
  if (measures.photos < photosLeast) return 0;
  return sigmoid(weigh(inputsOf(measures), model[measures.mode]));
}

/** The server takes no fewer. */
export const photosLeast = 8;

export const sigmoid = (value: number) => 1 / (1 + Math.exp(-value));

function weigh(inputs: readonly number[], weights: readonly number[]): number {
  return inputs.reduce((sum, input, i) => sum + input * (weights[i] ?? 0), 0);
}
