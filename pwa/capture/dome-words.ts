import { words } from "../i18n/words.ts";
import { gaps } from "./live/dome.ts";

/** Enough to go on with; the whole list is in the dialog. */
const gapsMost = 4;

/** "far side, low; all round, high": the largest gaps first. */
export function missingInWords(seen: ReadonlySet<string>): string {
  const largest = gaps(seen).toSorted((a, b) => b.sectors - a.sectors);
  const named = largest.slice(0, gapsMost).map(({ height, side }) => words.guide.dome.gap(height, side));
  return named.join("; ") + (largest.length > gapsMost ? "; …" : "");
}
