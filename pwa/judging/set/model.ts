type Weights = { any: readonly number[]; good: readonly number[] };

/**
 * Weights of the inputs in `chances.ts`, by mode: logistic regression on what the reconstruction made of the sets
 * of both halves in docs/CAPTURE.md (`npm run bench:capture -- … --make-hard --fit`).
 */
export const model: Record<"mat" | "free", Weights> = {
  mat: {
    any: [4.71, 0.304, 0.134, 0.063, 0.651, 0.088, -0.179],
    good: [0.776, 2.228, 0, 0.032, 0.542, 0, -0.222],
  },
  free: {
    any: [-0.307, 0, 0.511, 0, 0.724, 1.382, -2.464],
    good: [-2.432, 0.755, 0.333, 0, 0.756, 0.554, -2.447],
  },
};
