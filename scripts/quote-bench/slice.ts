// Slices by the worker's own code, as the service makes them.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LineChoice } from "#contract/print-settings";
import type { Figures } from "#contract/quote";
import { machineFor } from "../../edge/domain/quoting/build-quote.ts";
import { defaultCatalogue } from "../../edge/quote/price/default-catalogue.ts";
import { defaultPriceBook } from "../../edge/quote/price/default-price-book.ts";
import { ensureFolder, keep, python, root } from "../setup/places.mjs";
import type { BenchPart } from "./cases.ts";

export interface Sliced {
  figures: Figures | null;
  failure: string | null;
}

/** What is asked of a part; equal ones are sliced once. */
const keyOf = (part: BenchPart, { settings }: LineChoice) =>
  createHash("sha256").update(part.stl).update(JSON.stringify(settings)).digest("hex");

const cache = join(keep, "quote-bench", "slices.json");

function cached(): Record<string, Sliced> {
  try {
    return JSON.parse(readFileSync(cache, "utf8")) as Record<string, Sliced>;
  } catch {
    return {};
  }
}

export async function sliceAll(
  asked: readonly { part: BenchPart; choice: LineChoice }[],
  again: boolean,
): Promise<(part: BenchPart, choice: LineChoice) => Sliced> {
  const known = again ? {} : cached();
  const wanted = new Map(asked.map((one) => [keyOf(one.part, one.choice), one]));
  const missing = [...wanted].filter(([key]) => !known[key]);
  const folder = mkdtempSync(join(tmpdir(), "caliper-quote-bench-"));
  try {
    const tasks = missing.map(([key, { part, choice }]) => {
      const file = join(folder, `${key}.stl`);
      writeFileSync(file, part.stl);
      return { file, ...taskOf(choice) };
    });
    writeFileSync(join(folder, "tasks.json"), JSON.stringify(tasks));
    if (tasks.length > 0) console.log(`slicing ${tasks.length} times …`);
    const { slices } = tasks.length > 0 ? await runSlicer(join(folder, "tasks.json")) : { slices: [] };
    for (const [i, [key]] of missing.entries()) known[key] = slices[i] as Sliced;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  ensureFolder(join(keep, "quote-bench"));
  writeFileSync(cache, JSON.stringify(known));
  return (part, choice) => known[keyOf(part, choice)] as Sliced;
}

function taskOf({ settings }: LineChoice) {
  const material = defaultCatalogue.materials.find(({ id }) => id === settings.material);
  const machine = machineFor(defaultCatalogue, defaultPriceBook, settings.process);
  if (!material || !machine) throw new Error(`nothing prints ${settings.material}`);
  return { settings, machine: machine.id, profile: material.profile, densityMgPerCm3: material.densityMgPerCm3 };
}

const runSlicer = async (tasks: string) =>
  JSON.parse(await runPython(["-m", "slicer.bench.figures", tasks], "")) as { slices: Sliced[] };

export function runPython(args: string[], input: string): Promise<string> {
  const child = spawn(python, args, {
    ...{ cwd: root, stdio: ["pipe", "pipe", "inherit"] },
    env: { ...process.env, PYTHONPATH: join(root, "runpod-images") },
  });
  let text = "";
  child.stdout.on("data", (data) => (text += data));
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve(text) : reject(new Error(`${args[0]} ended with ${code}`))));
  });
}
