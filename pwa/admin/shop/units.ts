/** How a stored integer stands in a field, and how what was typed is read: exactly, or not at all (NaN). */
export interface Unit {
  readonly text: (value: number) => string;
  readonly read: (typed: string) => number;
}

const decimal = /^\d{1,12}(?:[.,]\d{1,6})?$/;

/** So many of the stored unit make one of the shown: pence and pounds, µm and mm, basis points and percent. */
const of = (stored: number): Unit => ({
  text: (value) => String(value / stored),
  read: (typed) => {
    const text = typed.trim().replaceAll(/(?<=\d)[\s,](?=\d{3}(?:\D|$))/g, "");
    if (!decimal.test(text)) return Number.NaN;
    const value = Number(text.replace(",", ".")) * stored;
    const whole = Math.round(value);
    // A part of a penny is nothing that can be charged.
    return Math.abs(value - whole) < 1e-6 ? whole : Number.NaN;
  },
});

const amount = of(100);
export const units = {
  whole: of(1),
  /** Minor units as an amount: "2.20". */
  money: { ...amount, text: (minor: number) => (minor % 100 === 0 ? String(minor / 100) : (minor / 100).toFixed(2)) },
  /** Basis points as percent. */
  percent: of(100),
  /** Basis points as a factor: 13,500 is 1.35. */
  factor: of(10_000),
  mm: of(1_000),
  /** mg/cm³ as g/cm³. */
  density: of(1_000),
  hours: of(3_600),
} as const satisfies Record<string, Unit>;
