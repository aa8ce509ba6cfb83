// The set model's weights: logistic regression on what came out, held small, as a handful of sets tells little.
import { inputsOf, sigmoid } from "../../pwa/judging/set/chances.ts";
import type { Measures } from "../../pwa/judging/set/measures.ts";

export type Example = { measures: Measures; came: boolean };

const steps = 20_000;
const rate = 0.05;
const shrinkage = 0.02;

/** Weights for the examples of one mode, from zero by gradient descent; the bias is not held small. */
export function fitWeights(examples: readonly Example[], signs: readonly number[]): number[] {
  const rows = examples.map(({ measures, came }) => ({ inputs: inputsOf(measures), came }));
  let weights: number[] = new Array(rows[0]?.inputs.length ?? 0).fill(0);
  for (let step = 0; step < steps && rows.length > 0; step++) {
    const slope = weights.map((weight, i) => (i === 0 ? 0 : shrinkage * weight));
    for (const { inputs, came } of rows) {
      const off = sigmoid(inputs.reduce((sum, input, i) => sum + input * (weights[i] as number), 0)) - Number(came);
      inputs.forEach((input, i) => {
        slope[i] = (slope[i] as number) + (off * input) / rows.length;
      });
    }
    // More support must never make a set look worse, whatever a few examples say.
    weights = weights.map((weight, i) => held(weight - rate * (slope[i] as number), signs[i] ?? 0));
  }
  return weights.map((weight) => Math.round(weight * 1000) / 1000);
}

const held = (weight: number, sign: number) => (sign === 0 || Math.sign(weight) === sign ? weight : 0);

/** Whether a set is fitted on, or reported on: by its name, so that it never changes sides. */
export function isFittedOn(name: string): boolean {
  let hash = 2_166_136_261;
  for (const letter of name) hash = Math.imul(hash ^ letter.charCodeAt(0), 16_777_619);
  return ((hash >>> 8) & 1) === 0;
}
