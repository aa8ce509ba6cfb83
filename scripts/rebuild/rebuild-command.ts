// npm run rebuild: the part of an earlier `npm run scan` made anew with other dimensions, over the same HTTP API.
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import * as v from "valibot";
import type { Override, Quantity, Rebuild } from "#contract/rebuild";
import { reportSchema } from "#contract/report";
import { Api } from "../scan/api.ts";
import { Board } from "../scan/board.ts";
import { deviceToken } from "../scan/device.ts";
import { downloadResults } from "../scan/download.ts";
import { followJob } from "../scan/follow.ts";
import { Memory } from "../scan/memory.ts";
import { ScanProblem } from "../scan/problem.ts";
import { inWords } from "../scan/scan-command.ts";
import { summaryLines } from "../scan/summary.ts";
import { systemAt } from "../scan/with-system.ts";
import { readKnownDistance, readOverride } from "./wishes.ts";

const optionsOfArgs = {
  out: { type: "string" },
  diameter: { type: "string", multiple: true, default: [] as string[] },
  radius: { type: "string", multiple: true, default: [] as string[] },
  distance: { type: "string", multiple: true, default: [] as string[] },
  known: { type: "string" },
} as const;

const usage = `npm run rebuild -- SCAN_DIR --out DIR [--diameter FACES=MM]… [--radius FACES=MM]… [--distance FACE,FACE=MM]… [--known X,Y,Z:X,Y,Z=MM]
SCAN_DIR is the --out of npm run scan; faces are numbered in its report.json.`;

export default async function rebuild(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, options: optionsOfArgs, allowPositionals: true });
  const wish = wishOf(values);
  const [folder] = positionals;
  if (!folder || positionals.length > 1 || !values.out || !wish) {
    console.error(usage);
    return 2;
  }
  const out = resolve(values.out);
  return inWords(() => rebuildInto(resolve(folder), out, wish));
}

type Wish = Pick<Rebuild, "overrides" | "knownDistance">;
type Values = { diameter: string[]; radius: string[]; distance: string[]; known?: string | undefined };

function wishOf(values: Values): Wish | null {
  const read = (quantity: Quantity) => values[quantity].map((text) => readOverride(quantity, text));
  const overrides = [...read("diameter"), ...read("radius"), ...read("distance")];
  const knownDistance = values.known === undefined ? null : readKnownDistance(values.known);
  const broken = overrides.includes(null) || (values.known !== undefined && knownDistance === null);
  const empty = overrides.length === 0 && knownDistance === null;
  return broken || empty ? null : { overrides: overrides as Override[], knownDistance };
}

/** The newest result of the scan is what the faces and points are of. */
async function rebuildInto(folder: string, out: string, wish: Wish): Promise<number> {
  const remembered = new Memory(folder).read();
  if (!remembered) throw new ScanProblem("not-found", `${folder} holds no scan.json: it is no --out of npm run scan.`);
  const system = await systemAt(remembered.url);
  const board = new Board();
  try {
    const api = new Api(system.url, deviceToken());
    const { job } = await api.scan(remembered.scanId);
    if (!job) throw new ScanProblem("rebuild-unavailable");
    const jobId = crypto.randomUUID();
    await api.rebuild(remembered.scanId, { jobId, of: { jobId: job.jobId, attempt: job.attempt }, ...wish });
    const ended = await followJob(api, remembered.scanId, jobId, (event) => board.progress(event));
    if (ended.job.state !== "done") {
      throw new ScanProblem(ended.job.failure?.code ?? "cancelled", ended.job.failure?.detail);
    }
    const files = await downloadResults(ended.job.results, out);
    board.close();
    const report = v.parse(reportSchema, JSON.parse(await readFile(files["report.json"] ?? "", "utf8")));
    new Memory(out).write(remembered);
    console.log(`\n${summaryLines(report).join("\n")}\n\nFiles: ${out}`);
    return 0;
  } finally {
    board.close();
    await system.stop();
  }
}
