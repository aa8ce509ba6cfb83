/** Weights of the inputs in `chances.ts`, by mode. Written by `npm run bench:capture -- … --fit`. */
export const model: Record<"mat" | "free", readonly number[]> = {
  mat: [2, 1, 0.5, 0.2, 0.2, 0.2, -0.5],
  free: [-2, 1, 1, 0.5, 0.5, 0.5, -0.5],
};
