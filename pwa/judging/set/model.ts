type Weights = { any: readonly number[]; good: readonly number[] };

/** Weights of the inputs in `chances.ts`, by mode: logistic regression, by `npm run bench:capture -- … --fit`. */
export const model: Record<"mat" | "free", Weights> = {
  mat: {
    any: [3, 1, 0.5, 0.2, 0.2, 0.2, -0.5],
    good: [2, 1, 0.5, 0.2, 0.2, 0.2, -0.5],
  },
  free: {
    any: [-1.5, 1, 1, 0.5, 0.5, 0.5, -0.5],
    good: [-2, 1, 1, 0.5, 0.5, 0.5, -0.5],
  },
};
