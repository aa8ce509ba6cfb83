// `npm run calibrate:estimator`: fits the instant estimate to real slices and tells its error on parts it has not seen.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Calibration } from "../../edge/quote/estimate/calibration-form.ts";
import {
  type Case,
  caseOf,
  estimated,
  factorsFrom,
  type LeftOut,
  leavingOut,
  massNames,
  rangeOf,
  shapeOfStl,
  timeNames,
} from "./calibrate.ts";
import { costRatio, insideRange } from "./cost.ts";
import { measure } from "./measure.ts";
import { binaryStl, madeParts, trianglesOf } from "./parts.ts";
import { printerName } from "./profile.ts";
import { filamentProfile, printProfile } from "./read-profile.ts";
import { SlicerMissing, type SliceSettings, slice } from "./slice.ts";

const target = join(import.meta.dirname, "../../edge/quote/estimate/calibration.ts");
const slicerVersion = "PrusaSlicer 2.5.0";
/** The share of slices that time and mass are each to hold; their cost, of both, is then held more often. */
const rangeShare = 0.9;

function unlearnt(): Calibration {
  const ones = <Name extends string>(names: readonly Name[]) =>
    Object.fromEntries(names.map((name) => [name, 1])) as Record<Name, number>;
  return {
    ...{ version: "", slicer: slicerVersion, printer: printerName },
    prints: { draft: printProfile("draft"), standard: printProfile("standard"), fine: printProfile("fine") },
    filaments: Object.fromEntries(
      (["pla", "petg", "abs", "tpu"] as const).map((name) => [name, filamentProfile(name)]),
    ),
    ...{ time: ones(timeNames), mass: ones(massNames), secondsRange: [1, 1], massRange: [1, 1] },
  };
}

const percent = (ratio: number) => `${((ratio - 1) * 100).toFixed(1).padStart(6)} %`;
const mean = (values: readonly number[]) => values.reduce((sum, of) => sum + of, 0) / values.length;

function tell(title: string, rows: readonly LeftOut[]): void {
  console.log(`\n${title}\n${"part".padEnd(20)}${"settings".padEnd(42)}   time      mass      cost`);
  for (const row of rows) {
    const settings = Object.values(row.one.settings).join(" ");
    console.log(
      `${row.one.part.padEnd(20)}${settings.padEnd(42)}${percent(row.seconds)}  ${percent(row.mass)}  ${percent(costRatio(row))}`,
    );
  }
  const off = (ratios: number[]) => `${(mean(ratios.map((ratio) => Math.abs(ratio - 1))) * 100).toFixed(1)} %`;
  console.log(
    `mean error of ${rows.length} slices: time ${off(rows.map(({ seconds }) => seconds))}, ` +
      `mass ${off(rows.map(({ mass }) => mass))}, cost of printing ${off(rows.map(costRatio))}`,
  );
}

function tellRange(rows: readonly LeftOut[], calibration: Pick<Calibration, "secondsRange" | "massRange">): void {
  const within = rows.filter((row) => insideRange(row, calibration));
  console.log(`cost within the range shown: ${within.length} of ${rows.length}`);
}

/** Parts of the caller's own are measured only; nothing is learnt from them. */
async function measureFolder(folder: string, calibration: Calibration): Promise<void> {
  const rows: LeftOut[] = [];
  const tried: SliceSettings[] = [
    { preset: "standard", material: "pla", layerHeightUm: 200, infillPercent: 15, pattern: "gyroid", supports: true },
    { preset: "draft", material: "petg", layerHeightUm: 300, infillPercent: 30, pattern: "grid", supports: false },
  ];
  for (const file of (await readdir(folder)).filter((name) => /\.stl$/i.test(name)).toSorted()) {
    const stl = await readFile(join(folder, file));
    const shape = shapeOfStl(stl);
    for (const settings of tried) {
      const one = caseOf({ part: file, settings, figures: await slice(stl, settings) }, shape, calibration);
      const started = performance.now();
      const made = estimated(caseOf(one, shape, calibration), calibration);
      console.log(`${file}: one setting estimated in ${(performance.now() - started).toFixed(1)} ms`);
      rows.push({ one, seconds: made.seconds / one.figures.seconds, mass: made.materialMg / one.figures.filamentMg });
    }
  }
  if (rows.length === 0) throw new TypeError(`no .stl in ${folder}`);
  tell(`measured on ${folder}, nothing learnt from it`, rows);
  tellRange(rows, calibration);
}

async function writeCalibration(calibration: Calibration): Promise<void> {
  const body = JSON.stringify(
    calibration,
    (_key, value) => (typeof value === "number" ? Number(value.toPrecision(4)) : value),
    2,
  );
  // As the formatter writes it: names without quotes, commas at the ends, pairs in one line.
  const plain = body
    .replace(/^(\s*)"([a-zA-Z0-9]+)":/gm, "$1$2:")
    .replace(/([\d"}\]])\n/g, "$1,\n")
    .replace(/\[\s+([\d.]+),\s+([\d.]+),\s+\]/g, "[$1, $2]");
  const text = `// Made by \`npm run calibrate:estimator\` from the slicer's profiles and slices; do not edit.
import type { Calibration } from "./calibration-form.ts";

export const calibration: Calibration = ${plain};
`;
  await writeFile(target, text);
}

export default async function calibrate(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, options: { again: { type: "boolean" } }, allowPositionals: true });
  try {
    const base = unlearnt();
    const shapes = new Map(madeParts.map((part) => [part.name, shapeOfStl(binaryStl(trianglesOf(part)))]));
    const cases: Case[] = (await measure(values.again ?? false)).map((row) =>
      caseOf(row, shapes.get(row.part) as never, base),
    );
    const rows = leavingOut(cases, base);
    const secondsRange = rangeOf(
      rows.map(({ seconds }) => seconds),
      rangeShare,
    );
    const massRange = rangeOf(
      rows.map(({ mass }) => mass),
      rangeShare,
    );
    const calibration = {
      ...base,
      ...factorsFrom(cases, base),
      secondsRange,
      massRange,
      version: `estimate-1 of ${cases.length} slices`,
    };
    tell("each part estimated without its own slices", rows);
    tellRange(rows, calibration);
    await writeCalibration(calibration);
    for (const folder of positionals) await measureFolder(folder, calibration);
    return 0;
  } catch (error) {
    if (!(error instanceof SlicerMissing) && (error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    console.error(
      error instanceof SlicerMissing
        ? error.message
        : `PrusaSlicer's profiles are not there: ${(error as Error).message}`,
    );
    return 2;
  }
}
