import type { UnitGuess } from "#contract/mesh-check";
import type { FileUnit } from "#contract/print-settings";

export const mmPer: Record<FileUnit, number> = { um: 0.001, mm: 1, cm: 10, m: 1_000, inch: 25.4, foot: 304.8 };

/** Parts that people have printed measure this much, in mm, along their longest side. */
const usual = { least: 8, most: 400 };

/** How much of the sizes lies on a grid, within what an STL's floats allow. */
function onGrid(sizes: readonly number[], step: number): boolean {
  return sizes.every((size) => Math.abs(size / step - Math.round(size / step)) * step < 1e-4 * Math.max(1, size));
}

/** The unit that STL's numbers are most likely in. `sizes`: the part's, in the file's numbers. */
export function guessUnit(sizes: readonly [number, number, number], declared: FileUnit | null): UnitGuess {
  const largest = Math.max(...sizes);
  const candidates = (["mm", "inch", "cm", "m"] as const).map((unit) => ({
    unit,
    largestUm: Math.min(Number.MAX_SAFE_INTEGER, Math.round(largest * mmPer[unit] * 1_000)),
  }));
  const guessed = (unit: FileUnit, sure: boolean, reason: UnitGuess["reason"]): UnitGuess => ({
    unit,
    sure,
    reason,
    candidates,
  });
  if (declared) return guessed(declared, true, "declared");
  if (largest > 2_000) return guessed("um", false, "too-large-for-mm");
  if (largest < 0.5) return guessed("m", false, largest * 1_000 >= usual.least ? "metre-sized" : "too-small-for-mm");
  const inInches = largest * 25.4;
  // Quarters of a millimetre are drawn too; sixteenths of one are not.
  const fitsInches = onGrid(sizes, 1 / 16) && !onGrid(sizes, 1 / 4);
  if (largest < usual.least && inInches >= usual.least) {
    return guessed("inch", false, fitsInches ? "inch-grid" : "too-small-for-mm");
  }
  if (fitsInches && largest <= 12) return guessed("inch", false, "inch-grid");
  return guessed("mm", true, "usual-size");
}
