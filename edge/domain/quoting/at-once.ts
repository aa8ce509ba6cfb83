/** How much the slicer's worker is given at once. */
export interface AtOnce {
  /** Slices that somebody waits for. */
  readonly wanted: number;
  /** Slices that are only likely to be asked for: they leave room for the others. */
  readonly likely: number;
  /** Parts to prepare: each may take a worker for minutes. */
  readonly preparations: number;
}

const usual = 12;

export function atOnceOf(slicesAtOnce: string | undefined): AtOnce {
  const wanted = Math.max(1, Math.floor(Number(slicesAtOnce)) || usual);
  return { wanted, likely: Math.ceil(wanted / 3), preparations: Math.ceil(wanted / 2) };
}
