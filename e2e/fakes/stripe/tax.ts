/** The United Kingdom's rate, for everybody. */
const rate = 0.2;

export const taxOf = (pence: number): number => Math.round(pence * rate);
