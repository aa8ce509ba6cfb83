/** WCAG 2.2 AA for text. */
export const contrastMin = 4.5;

/** What an accent stands on, or has on it, in each theme: pwa/ui/tokens.css (plate, sheet, sunk, on-blue). */
export const themes = {
  light: ["#f2f4f3", "#ffffff", "#e6eae8"],
  dark: ["#111416", "#1a1f22", "#0b0e0f", "#0d1630"],
} as const;
export type Theme = keyof typeof themes;

function luminance(colour: string): number {
  const channel = (at: number): number => {
    const c = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

/** Of two colours `#rrggbb`: 1 to 21. */
export function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** The least that an accent has on what it stands on, or that stands on it, in that theme. */
export const worstContrast = (theme: Theme, accent: string): number =>
  Math.min(...themes[theme].map((ground) => contrast(accent, ground)));

/** Why an accent cannot be used; null: it is legible in both themes. */
export function judgeAccent(accent: Readonly<Record<Theme, string>>): string | null {
  for (const theme of ["light", "dark"] as const) {
    const worst = worstContrast(theme, accent[theme]);
    if (worst < contrastMin) return `${theme}: ${accent[theme]} has a contrast of ${worst.toFixed(2)}; 4.5 is needed.`;
  }
  return null;
}
