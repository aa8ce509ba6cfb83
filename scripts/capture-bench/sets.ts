// Photo sets on disk under .caliper/bench/capture/sets, made and measured by the Python half.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { MatPose } from "../../pwa/judging/types.ts";
import { python, root } from "../setup/places.mjs";

export type GreyFile = { name: string; file: string; widthPx: number; heightPx: number; pose: MatPose | null };
export type Told = {
  base: string;
  recipe: string;
  photos: { name: string; from: string | null; spoilt: boolean }[];
  gapDeg: number | null;
};
export type Outcome = {
  failure: string | null;
  seconds: number;
  /** `right` is null where neither truth nor the whole set tells where a photo belongs. */
  photos: Record<string, { registered: boolean; right: boolean | null }>;
};

const keep = join(root, ".caliper", "bench", "capture");
const setsFolder = join(keep, "sets");
export const folderOf = (name: string) => join(setsFolder, name);

function runPython(words: string[]): string {
  const ran = spawnSync(python, ["-m", "reconstruct.bench.capture", ...words], {
    cwd: root,
    env: { ...process.env, PYTHONPATH: join(root, "runpod-images") },
    stdio: ["ignore", "pipe", "inherit"],
    encoding: "utf8",
    maxBuffer: 1 << 24,
  });
  if (ran.status !== 0) throw new Error(`python -m reconstruct.bench.capture ${words[0]} ended with ${ran.status}`);
  return ran.stdout;
}

/** Names of the sets made of these folders: themselves, or with `hard` all that can be made of them. */
export function prepareSets(folders: string[], hard: boolean): string[] {
  const words = ["prepare", "--out", setsFolder, ...(hard ? ["--hard"] : []), ...folders];
  return JSON.parse(runPython(words)) as string[];
}

export const readTold = (name: string): Told => readJson(join(folderOf(name), "set.json"));

/** What the judge is given; decoded once. */
export function readGrey(name: string): GreyFile[] {
  const folder = join(folderOf(name), "grey");
  if (!existsSync(join(folder, "photos.json"))) runPython(["grey", folderOf(name), "--out", folder]);
  return readJson(join(folder, "photos.json"));
}

export const readPixels = (name: string, { file }: GreyFile): Uint8Array =>
  new Uint8Array(readFileSync(join(folderOf(name), "grey", file)));

/** What the reconstruction made of it; run once, a minute or more. Null where `run` is false and it never ran. */
export function readOutcome(name: string, run: boolean): Outcome | null {
  const file = join(folderOf(name), "outcome.json");
  if (!existsSync(file)) {
    if (!run) return null;
    runPython(["outcome", folderOf(name)]);
  }
  return readJson(file);
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, "utf8")) as T;
}
