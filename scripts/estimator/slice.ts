// One slice by PrusaSlicer, a separate program, and the figures read from its G-code.
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { InfillPattern } from "#contract/print-settings";
import { type filamentNames, flatProfile, type printNames } from "./profile.ts";

export interface SliceSettings {
  preset: keyof typeof printNames;
  material: keyof typeof filamentNames;
  layerHeightUm: number;
  infillPercent: number;
  pattern: InfillPattern;
  supports: boolean;
}

export interface SliceFigures {
  seconds: number;
  filamentMm: number;
  filamentMg: number;
  layers: number;
  /** Filament in mm by kind of line (";TYPE:" of the G-code). */
  byTypeMm: Record<string, number>;
}

export const slicer = process.env.CALIPER_SLICER ?? "prusa-slicer";
const timeoutMs = 600_000;

export class SlicerMissing extends Error {}

function run(args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn("nice", ["-n", "10", slicer, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      timeout: timeoutMs,
    });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (text += data));
    child.on("error", reject);
    child.on("close", (code) => {
      // nice answers 127 where the program is not there.
      if (code === 127)
        reject(new SlicerMissing(`${slicer} is not installed: apt-get install prusa-slicer, or set CALIPER_SLICER`));
      else if (code === 0) resolve(text);
      else reject(new Error(`${slicer} ended with ${code}: ${text.trim().split("\n").slice(-3).join(" / ")}`));
    });
  });
}

export async function slice(stl: Uint8Array, settings: SliceSettings): Promise<SliceFigures> {
  const folder = await mkdtemp(join(tmpdir(), "caliper-estimator-"));
  const [input, ini, output] = ["in.stl", "flat.ini", "out.gcode"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  try {
    const flat = flatProfile(settings.preset, settings.material);
    await writeFile(input, stl);
    await writeFile(ini, [...flat].map(([key, value]) => `${key} = ${value}\n`).join(""));
    await run([
      ...["--export-gcode", "--load", ini, "--center", "125,105", "--seam-position=rear", "--post-process", ""],
      ...[`--layer-height=${settings.layerHeightUm / 1000}`, `--fill-density=${settings.infillPercent}%`],
      ...[`--fill-pattern=${settings.pattern}`],
      ...(settings.supports ? ["--support-material", "--support-material-auto"] : []),
      ...["--output", output, input],
    ]);
    return readFigures(await readFile(output, "utf8"));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function secondsOf(text: string): number {
  const unit = { d: 86_400, h: 3_600, m: 60, s: 1 } as Record<string, number>;
  return [...text.matchAll(/(\d+)([dhms])/g)].reduce((sum, [, n, u]) => sum + Number(n) * (unit[u ?? "s"] ?? 0), 0);
}

export function readFigures(gcode: string): SliceFigures {
  const told = (name: string) => new RegExp(`^; ${name.replace(/[[\]()]/g, "\\$&")} = (.+)$`, "m").exec(gcode)?.[1];
  const [time, mm, grams] = ["estimated printing time (normal mode)", "filament used [mm]", "filament used [g]"].map(
    told,
  );
  if (!time || !mm || !grams) throw new Error("the G-code does not tell its time and filament");
  const byTypeMm: Record<string, number> = {};
  let type = "Start";
  for (const [, kind, e] of gcode.matchAll(/^(?:;TYPE:(.+)|G1 [^;\n]*E(-?[\d.]+).*)$/gm)) {
    if (kind) type = kind;
    else byTypeMm[type] = (byTypeMm[type] ?? 0) + Number(e);
  }
  for (const [kind, value] of Object.entries(byTypeMm)) byTypeMm[kind] = Math.round(value * 10) / 10;
  return {
    seconds: secondsOf(time),
    filamentMm: Math.round(Number(mm)),
    filamentMg: Math.round(Number(grams) * 1000),
    layers: gcode.match(/^;LAYER_CHANGE/gm)?.length ?? 0,
    byTypeMm,
  };
}
