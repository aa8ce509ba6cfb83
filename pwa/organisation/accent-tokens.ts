import { type Theme, themes } from "#contract/contrast";

/** Of the accent in its soft ground: little enough that the accent can be read on it wherever it can be read at all. */
const softShare = { light: 0.08, dark: 0.1 } as const;

/** The tokens (ui/tokens.css) that an accent stands for; what is written on it stays as it is. */
export function accentTokens(accent: Readonly<Record<Theme, string>>, theme: Theme) {
  const ground = theme === "light" ? themes.light[1] : themes.dark[2];
  return { "--blue": accent[theme], "--blue-soft": mix(accent[theme], ground, softShare[theme]) };
}

/** Two colours `#rrggbb`, so much of the first. */
function mix(over: string, ground: string, share: number): string {
  const channels = [1, 3, 5].map((at) => {
    const [a, b] = [over, ground].map((colour) => Number.parseInt(colour.slice(at, at + 2), 16)) as [number, number];
    return Math.round(a * share + b * (1 - share))
      .toString(16)
      .padStart(2, "0");
  });
  return `#${channels.join("")}`;
}
