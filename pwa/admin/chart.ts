export type ChartTone = "blue" | "good" | "bad" | "plain";

/** Columns: one row each, the values of its series stacked (or side by side as shares of one whole). */
export type Chart = {
  readonly title: string;
  /** What a row is: a day, a plan. */
  readonly kind: string;
  readonly series: readonly { readonly name: string; readonly tone: ChartTone }[];
  /** Null: nothing was measured, which is not zero. */
  readonly rows: readonly { readonly label: string; readonly values: readonly (number | null)[] }[];
  readonly show: (value: number) => string;
  /** Of the scale; else the highest column. */
  readonly most?: number;
};

export type BarPart = { readonly tone: ChartTone; readonly y: number; readonly height: number };

/** Heights in hundredths of the highest column, from the bottom up; null and 0 draw nothing. */
export function columnsOf(chart: Chart): { most: number; bars: BarPart[][] } {
  const sums = chart.rows.map(({ values }) => values.reduce<number>((sum, value) => sum + (value ?? 0), 0));
  const most = chart.most ?? Math.max(0, ...sums);
  const bars = chart.rows.map(({ values }) => {
    let y = 100;
    return values.flatMap((value, at): BarPart[] => {
      const height = most > 0 ? ((value ?? 0) / most) * 100 : 0;
      if (height <= 0) return [];
      y -= height;
      return [{ tone: chart.series[at]?.tone ?? "plain", y, height }];
    });
  });
  return { most, bars };
}

/** Counts that are all zero are nothing to draw; a share of 0 % was measured, and says something. */
export const hasSomething = ({ rows, most }: Chart): boolean =>
  rows.some(({ values }) => values.some((value) => value !== null && (value > 0 || most !== undefined)));

/** The gist for who cannot see it: the span, and each series' last and highest value. */
export function summaryOf({ title, series, rows, show }: Chart): string {
  const span = rows.length > 1 ? `${rows[0]?.label} – ${rows.at(-1)?.label}` : (rows[0]?.label ?? "");
  const told = series.map(({ name }, at) => {
    const values = rows.map((row) => row.values[at] ?? null).filter((value) => value !== null);
    if (values.length === 0) return `${name}: –`;
    return `${name}: ${show(values.at(-1) as number)}, ${show(Math.min(...values))} – ${show(Math.max(...values))}`;
  });
  return [title, span, ...told].filter(Boolean).join(". ");
}
