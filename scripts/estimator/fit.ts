// Fits the model's factors to slices: damped Gauss–Newton on the logarithm of each ratio, held near 1 where data say little.
export interface Sample {
  /** The logarithm of estimate ÷ truth under these factors. */
  residual(factors: readonly number[]): number;
}

export interface FitOptions {
  /** How strongly each logarithm of a factor is drawn to 0, in samples. */
  pull: number;
}

const step = 1e-3;

/** Factors, all positive. Residuals beyond 15 % weigh linearly, so that one odd part does not bend the rest. */
export function fitFactors(samples: readonly Sample[], count: number, { pull }: FitOptions): number[] {
  let logs = Array.from({ length: count }, () => 0);
  let damping = 1e-2;
  let now = cost(samples, logs, pull);
  for (let turn = 0; turn < 40; turn += 1) {
    const next = stepFrom(samples, logs, pull, damping);
    const then = cost(samples, next, pull);
    if (then < now) {
      const gained = now - then;
      [logs, now, damping] = [next, then, damping / 3];
      if (gained < 1e-7 * now) break;
    } else damping *= 5;
    if (damping > 1e6) break;
  }
  return logs.map(Math.exp);
}

const factorsOf = (logs: readonly number[]) => logs.map(Math.exp);
const bend = 0.15;
const weightOf = (residual: number) => (Math.abs(residual) <= bend ? 1 : bend / Math.abs(residual));

function cost(samples: readonly Sample[], logs: readonly number[], pull: number): number {
  const factors = factorsOf(logs);
  const data = samples.reduce((sum, sample) => {
    const off = Math.abs(sample.residual(factors));
    return sum + (off <= bend ? off * off : bend * (2 * off - bend));
  }, 0);
  return data + pull * logs.reduce((sum, log) => sum + log * log, 0);
}

function stepFrom(samples: readonly Sample[], logs: readonly number[], pull: number, damping: number): number[] {
  const count = logs.length;
  const matrix = Array.from({ length: count }, (_, i) =>
    Array.from({ length: count }, (_, j) => (i === j ? pull + damping : 0)),
  );
  const right = logs.map((log) => -pull * log);
  for (const sample of samples) {
    const here = sample.residual(factorsOf(logs));
    const weight = weightOf(here);
    const slopes = logs.map((log, i) => (sample.residual(factorsOf(logs.with(i, log + step))) - here) / step);
    for (let i = 0; i < count; i += 1) {
      right[i] = (right[i] ?? 0) - weight * (slopes[i] ?? 0) * here;
      for (let j = 0; j < count; j += 1)
        (matrix[i] as number[])[j] = (matrix[i]?.[j] ?? 0) + weight * (slopes[i] ?? 0) * (slopes[j] ?? 0);
    }
  }
  const change = solve(matrix, right);
  return logs.map((log, i) => Math.max(-2, Math.min(2, log + (change[i] ?? 0))));
}

/** Gauss with pivots; the matrix is positive by its damping. */
export function solve(matrix: number[][], right: number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i] ?? 0]);
  const count = rows.length;
  for (let i = 0; i < count; i += 1) {
    let best = i;
    for (let r = i + 1; r < count; r += 1) if (Math.abs(rows[r]?.[i] ?? 0) > Math.abs(rows[best]?.[i] ?? 0)) best = r;
    [rows[i], rows[best]] = [rows[best] as number[], rows[i] as number[]];
    const pivot = rows[i] as number[];
    for (let r = 0; r < count; r += 1) {
      const row = rows[r] as number[];
      const by = r === i ? 0 : (row[i] ?? 0) / (pivot[i] ?? 1);
      if (by !== 0) for (let c = i; c <= count; c += 1) row[c] = (row[c] ?? 0) - by * (pivot[c] ?? 0);
    }
  }
  return rows.map((row, i) => (row[count] ?? 0) / (row[i] ?? 1));
}
