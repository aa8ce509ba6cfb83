// What was measured, held against the bars of the issue.
export type Figure = {
  name: string;
  unit: string;
  value: number;
  /** Null: told for what it is worth. */
  bar: number | null;
  /** More is better (frames a second); else less is. */
  more?: boolean;
};

export const holds = ({ value, bar, more }: Figure): boolean => bar === null || (more ? value >= bar : value <= bar);

export function at(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export function table(figures: readonly Figure[]): string {
  const lines = figures.map((figure) => {
    const { name, unit, value, bar, more } = figure;
    const shown = bar === null ? "" : `${more ? "≥" : "≤"} ${bar}`;
    const verdict = bar === null ? "" : holds(figure) ? "holds" : "FAILS";
    return `  ${name.padEnd(58)} ${value.toFixed(unit === "ms" || unit === "MB" ? 0 : 1).padStart(7)} ${unit.padEnd(4)} ${shown.padEnd(8)} ${verdict}`;
  });
  return lines.join("\n");
}
