// The set model's weights: logistic regression on what came out, held near weights of common sense, as a handful of
// sets tells little.
import { inputsOf, sigmoid } from "../../pwa/judging/set/chances.ts";
import type { Measures } from "../../pwa/judging/set/measures.ts";

export type Example = { measures: Measures; came: boolean };

const steps = 20_000;
const rate = 0.05;
const shrinkage = 0.02;

/**
 * What is believed of the inputs of `inputsOf` before the fit: more of each is never worse, but for contradictions.
 * Signs are kept, whatever a few examples say; the bias is nearly free.
 */
const beliefs = {
  mat: { any: [3, 0.1, 0.2, 0.1, 0.5, 0.1, -0.2], good: [1, 1, 0.1, 0.1, 0.3, 0.1, -0.2] },
  free: { any: [0, 0.3, 1, 0.3, 0.7, 0.7, -2], good: [0, 1, 0.5, 0.2, 0.3, 0.3, -2] },
};

/** Weights for the examples of one mode, by gradient descent from those believed. */
export function fitWeights(examples: readonly Example[], mode: "mat" | "free", asked: "any" | "good"): number[] {
  const rows = examples.map(({ measures, came }) => ({ inputs: inputsOf(measures), came }));
  const believed: readonly number[] = beliefs[mode][asked];
  let weights = [...believed];
  for (let step = 0; step < steps && rows.length > 0; step++) {
    const slope = weights.map((weight, i) => (i === 0 ? 0.1 : 1) * shrinkage * (weight - (believed[i] as number)));
    for (const { inputs, came } of rows) {
      const off = sigmoid(inputs.reduce((sum, input, i) => sum + input * (weights[i] as number), 0)) - Number(came);
      inputs.forEach((input, i) => {
        slope[i] = (slope[i] as number) + (off * input) / rows.length;
      });
    }
    weights = weights.map((weight, i) => held(weight - rate * (slope[i] as number), Math.sign(believed[i] as number)));
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
