import { resolve } from "node:path";
import { parseArgs } from "node:util";
import * as v from "valibot";
import { type JobOptions, qualitySchema, scaleRequestSchema } from "#contract/job-words";
import { StartProblem } from "../system/start.ts";
import { untilStopped } from "../system/until-stopped.ts";
import { ScanProblem, Unreachable } from "./problem.ts";
import { scanFolder } from "./scan.ts";
import { summaryLines } from "./summary.ts";
import { systemAt } from "./with-system.ts";

const optionsOfArgs = {
  out: { type: "string" },
  url: { type: "string" },
  quality: { type: "string", default: "standard" },
  mat: { type: "string", default: "auto" },
  name: { type: "string" },
  fresh: { type: "boolean", default: false },
} as const;

export function jobOptions(quality: string, mat: string): JobOptions | null {
  const options = v.safeParse(v.object({ scale: scaleRequestSchema, quality: qualitySchema }), {
    scale: { mat },
    quality,
  });
  return options.success ? options.output : null;
}

export default async function scan(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, options: optionsOfArgs, allowPositionals: true });
  const options = jobOptions(values.quality, values.mat);
  const [photosFolder] = positionals;
  if (!photosFolder || positionals.length > 1 || !values.out || !options) {
    console.error("npm run scan -- PHOTOS_DIR --out DIR [--url URL] [--quality draft|standard] [--mat auto|none]");
    return 2;
  }
  const out = resolve(values.out);
  const stopped = untilStopped();
  return inWords(async () => {
    const system = await systemAt(values.url);
    try {
      const request = { url: system.url, photosFolder, out, options, fresh: values.fresh };
      const work = scanFolder({ ...request, ...(values.name && { name: values.name }) });
      const result = await Promise.race([work, stopped, system.broken]);
      if (typeof result === "number") {
        console.log("\nStopped. The same command takes the scan up again.");
        return 130;
      }
      if (typeof result === "string") throw new StartProblem(result);
      console.log(`\n${summaryLines(result.report).join("\n")}\n\nFiles: ${out}`);
      if (!system.own) console.log(`In the browser: ${result.address}`);
      return 0;
    } finally {
      await system.stop();
    }
  });
}

/** Runs `work`; what a person can mend is told in words, with exit code 1. */
export async function inWords(work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (problem) {
    if (problem instanceof ScanProblem) console.error(`\n${problem.lines().join("\n")}`);
    else if (problem instanceof StartProblem || problem instanceof Unreachable) console.error(`\n${problem.message}`);
    else throw problem;
    return 1;
  }
}
