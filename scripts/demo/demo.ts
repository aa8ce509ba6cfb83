// npm run demo: the whole path on the bundled sample, with the truth beside the result.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { scanFolder } from "../scan/scan.ts";
import { inWords, jobOptions } from "../scan/scan-command.ts";
import { summaryLines } from "../scan/summary.ts";
import { systemAt } from "../scan/with-system.ts";
import { root } from "../setup/places.mjs";
import { StartProblem } from "../system/start.ts";
import { untilStopped } from "../system/until-stopped.ts";
import { compare, comparisonLines, type Truth } from "./compare.ts";

/** The bundled part must come out this true to size. */
const boxOffMostPercent = 1;

export default async function demo(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      once: { type: "boolean", default: false },
      quality: { type: "string", default: "standard" },
      url: { type: "string" },
      out: { type: "string", default: join(root, "out/demo") },
    },
  });
  const options = jobOptions(values.quality, "auto");
  if (!options) {
    console.error("npm run demo [-- --once] [--quality draft|standard]");
    return 2;
  }
  const stopped = untilStopped();
  return inWords(async () => {
    const system = await systemAt(values.url);
    try {
      const request = { url: system.url, photosFolder: join(root, "sample/photos"), out: values.out, options };
      console.log("Scanning the sample: a bracket of our own design, rendered on the printed mat (sample/README.md).");
      const result = await Promise.race([
        scanFolder({ ...request, name: "Sample bracket", fresh: true }),
        stopped,
        system.broken,
      ]);
      if (typeof result === "number") return 130;
      if (typeof result === "string") throw new StartProblem(result);
      const code = showResult(result.report, values.out);
      console.log(`\nLook at it in the browser:\n  ${result.address}`);
      if (values.once || !system.own) return code;
      console.log("\nThe system stays up; Ctrl-C stops it.");
      const end = await Promise.race([stopped, system.broken]);
      if (typeof end === "string") throw new StartProblem(end);
      return code;
    } finally {
      await system.stop();
    }
  });
}

function showResult(report: Parameters<typeof compare>[1], out: string): number {
  const truth = JSON.parse(readFileSync(join(root, "sample/truth.json"), "utf8")) as Truth;
  const comparison = compare(truth, report);
  console.log(`\n${summaryLines(report).join("\n")}\n\nBeside the truth:\n${comparisonLines(comparison).join("\n")}`);
  console.log(`\nFiles: ${out} (part.step, part.stl, part.3mf, part.glb, dimensions.csv, report.json, preview.png)`);
  if (comparison.boxOffPercent <= boxOffMostPercent) return 0;
  console.error(
    `\nThe bounding box is off by ${comparison.boxOffPercent.toFixed(1)} %, more than ${boxOffMostPercent} %.`,
  );
  return 1;
}
