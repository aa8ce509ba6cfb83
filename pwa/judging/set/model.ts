type Weights = { any: readonly number[]; good: readonly number[] };

/**
 * Weights of the inputs in `chances.ts`, by mode: logistic regression on what the reconstruction made of the sets
 * of both halves in docs/CAPTURE.md (`npm run bench:capture -- … --make-hard --fit`).
 */
export const model: Record<"mat" | "free", Weights> = {
  mat: {
    any: [4.606, 0.309, 0.151, 0.063, 0.657, 0.097, -0.181],
    good: [0.896, 2.165, 0, 0, 0.549, 0, -0.225],
  },
  free: {
    any: [1.356, 0.967, 1.268, 0, 1.444, 1.549, -1.608],
    good: [-0.222, 1.988, 0.678, 0.128, 1.006, 0.572, -1.896],
  },
};
