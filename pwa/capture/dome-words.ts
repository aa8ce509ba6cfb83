import { words } from "../i18n/words.ts";
import { gaps, type Height, sides } from "./live/dome.ts";

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
  const named = missing.map(({ side }) => words.guide.dome.side(side));
  const where = missing.length === sides.length ? words.guide.dome.inPlaces : named.join(", ");
  return words.guide.dome.ring(height, where, sectors);
}
