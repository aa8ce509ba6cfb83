// The slices that the estimator is calibrated on: some settings for each part, measured once and kept in measured.json.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { InfillPattern } from "#contract/print-settings";
import { binaryStl, madeParts, trianglesOf } from "./parts.ts";
import { type SliceFigures, type SliceSettings, slice } from "./slice.ts";

export interface Measured {
  part: string;
  settings: SliceSettings;
  figures: SliceFigures;
}

const file = join(import.meta.dirname, "measured.json");

type Row = [SliceSettings["preset"], SliceSettings["material"], number, number, InfillPattern, boolean];
const named = ([preset, material, layerHeightUm, infillPercent, pattern, supports]: Row): SliceSettings => ({
  preset,
  material,
  layerHeightUm,
  infillPercent,
  pattern,
  supports,
});

/** Taken in turn, so that every part meets other ones. */
const turns: Row[] = [
  ["standard", "pla", 200, 15, "gyroid", false],
  ["draft", "petg", 300, 20, "grid", false],
  ["standard", "abs", 200, 40, "cubic", false],
  ["fine", "pla", 100, 15, "gyroid", false],
  ["draft", "pla", 300, 60, "grid", false],
  ["standard", "petg", 200, 25, "rectilinear", false],
  ["standard", "tpu", 200, 20, "gyroid", false],
  ["standard", "pla", 150, 0, "grid", false],
  ["draft", "abs", 300, 15, "honeycomb", false],
  ["standard", "petg", 200, 100, "rectilinear", false],
];

const overhanging = new Set(["mushroom", "arch", "tilted-plate", "ball", "ring", "blob"]);

export function plan(): { part: (typeof madeParts)[number]; settings: SliceSettings }[] {
  return madeParts.flatMap((part, i) =>
    [0, 3, 7].map((turn, k) => {
      const row = named(turns[(i + turn) % turns.length] as Row);
      return { part, settings: { ...row, supports: overhanging.has(part.name) && k !== 1 } };
    }),
  );
}

const keyOf = (part: string, settings: SliceSettings) => `${part} ${JSON.stringify(Object.values(settings))}`;

export function readMeasured(): Measured[] {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Measured[];
  } catch {
    return [];
  }
}

/** Slices what is not measured yet; `again` measures all anew. */
export async function measure(again: boolean): Promise<Measured[]> {
  const known = new Map((again ? [] : readMeasured()).map((row) => [keyOf(row.part, row.settings), row]));
  const rows: Measured[] = [];
  for (const { part, settings } of plan()) {
    const key = keyOf(part.name, settings);
    let row = known.get(key);
    if (!row) {
      row = { part: part.name, settings, figures: await slice(binaryStl(trianglesOf(part)), settings) };
      console.log(`sliced ${key}: ${row.figures.seconds} s, ${row.figures.filamentMg} mg`);
    }
    rows.push(row);
  }
  writeFileSync(file, `${JSON.stringify(rows, null, 2)}\n`);
  return rows;
}
