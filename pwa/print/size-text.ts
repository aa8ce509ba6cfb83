/** "40 × 25.5 × 12 mm". */
export const sizeText = (sizeUm: readonly number[]): string => `${sizeUm.map(mmText).join(" × ")} mm`;

/** Millimetres to at most two digits behind the point, from µm. */
export const mmText = (um: number): string =>
  (um / 1_000).toLocaleString(undefined, { maximumFractionDigits: um < 100_000 ? 2 : 0 });
