// What was measured, as figures.

export interface Measured {
  operation: string;
  tookMs: number;
  /** Null: answered as it should be. */
  failure: string | null;
}

export interface Row {
  operation: string;
  count: number;
  perSecond: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
  mostMs: number;
  failures: number;
}

/** The value that this share of the sorted values does not exceed. */
export function percentile(sorted: readonly number[], share: number): number {
  if (sorted.length === 0) return Number.NaN;
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number;
}

export function rowOf(operation: string, measured: readonly Measured[], seconds: number): Row {
  const sorted = measured.map(({ tookMs }) => tookMs).toSorted((a, b) => a - b);
  return {
    ...{ operation, count: sorted.length, perSecond: sorted.length / seconds },
    ...{ p50Ms: percentile(sorted, 0.5), p95Ms: percentile(sorted, 0.95), p99Ms: percentile(sorted, 0.99) },
    ...{ mostMs: sorted.at(-1) ?? Number.NaN, failures: measured.filter(({ failure }) => failure).length },
  };
}

/** One row an operation, and all of them together. */
export function rowsOf(measured: readonly Measured[], seconds: number): Row[] {
  const operations = [...new Set(measured.map(({ operation }) => operation))];
  return [
    ...operations.map((name) =>
      rowOf(
        name,
        measured.filter(({ operation }) => operation === name),
        seconds,
      ),
    ),
    rowOf("all", measured, seconds),
  ];
}

export function table(rows: readonly Row[]): string[] {
  const line = (cells: readonly string[]) =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(34) : cell.padStart(9))).join("");
  const ms = (value: number) => value.toFixed(0);
  return [
    line(["operation", "asked", "a second", "p50 ms", "p95 ms", "p99 ms", "most ms", "failed"]),
    ...rows.map((row) =>
      line([
        ...[row.operation, String(row.count), row.perSecond.toFixed(1), ms(row.p50Ms), ms(row.p95Ms), ms(row.p99Ms)],
        ...[ms(row.mostMs), String(row.failures)],
      ]),
    ),
  ];
}
