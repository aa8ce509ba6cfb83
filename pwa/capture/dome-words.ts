import { words } from "../i18n/words.ts";
import { gaps, type Height } from "./live/dome.ts";

/** Enough to go on with; the whole list is in the dialog. */
const gapsMost = 4;

/** "far side, low; all round, high": the largest gaps first. */
export function missingInWords(seen: ReadonlySet<string>): string {
  const largest = gaps(seen).toSorted((a, b) => b.sectors - a.sectors);
  const named = largest.slice(0, gapsMost).map(({ height, side }) => words.guide.dome.gap(height, side));
  return named.join("; ") + (largest.length > gapsMost ? "; …" : "");
}

/** "Low: near side, left side (5 directions)" */
export function ringInWords(seen: ReadonlySet<string>, height: Height): string {
  const missing = gaps(seen).filter((gap) => gap.height === height);
  const sectors = missing.reduce((sum, gap) => sum + gap.sectors, 0);
  const sides = missing.map(({ side }) => words.guide.dome.side(side));
  return words.guide.dome.ring(height, sides.join(", "), sectors);
}
