// `npm run bench:slice -- FILES…`: does PrusaSlicer, a separate program, slice each STL or 3MF without repairing it?
import { spawn } from "node:child_process";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readInfo, wasRepaired } from "./slicer-output.ts";

const slicer = process.env.CALIPER_SLICER ?? "prusa-slicer";
const timeoutMs = 180_000;

interface Ran {
  code: number | null;
  text: string;
  timedOut: boolean;
}

function runSlicer(args: string[]): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(slicer, args, { stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill("SIGKILL");
    }, timeoutMs);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (data) => {
        text += data;
      });
    }
    child.on("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code, text, timedOut });
    });
  });
}

/** The size of the G-code in bytes, or 0 where none was made. */
async function slice(file: string): Promise<{ ran: Ran; bytes: number }> {
  const folder = await mkdtemp(join(tmpdir(), "caliper-slice-"));
  try {
    const output = join(folder, "part.gcode");
    const ran = await runSlicer(["--export-gcode", "--output", output, file]);
    const bytes = await stat(output).then(
      (found) => found.size,
      () => 0,
    );
    return { ran, bytes };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function judge(file: string): Promise<boolean> {
  const described = await runSlicer(["--info", file]);
  const info = readInfo(described.text);
  const { ran, bytes } = await slice(file);
  const repaired = wasRepaired(described.text) || wasRepaired(ran.text);
  const sliced = ran.code === 0 && bytes > 0;
  const good = sliced && info.manifold && !repaired && info.volume > 0;
  const reason = ran.timedOut ? `no end after ${timeoutMs / 1000} s` : ran.text.trim().split("\n").at(-1);
  console.log(
    [
      good ? "ok  " : "FAIL",
      file,
      sliced ? `sliced, ${bytes} bytes` : `not sliced (${reason})`,
      info.manifold ? "closed" : `open edges ${info.openEdges ?? "unknown"}`,
      repaired ? "repaired" : "no repair",
      `facets ${info.facets}, parts ${info.parts}, volume ${info.volume}`,
    ].join("  "),
  );
  return good;
}

export default async function sliceFiles(files: string[]): Promise<number> {
  if (files.length === 0) {
    console.error("usage: npm run bench:slice -- FILES…");
    return 2;
  }
  let failed = 0;
  for (const file of files) {
    try {
      if (!(await judge(file))) failed += 1;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      console.error(`${slicer} is not installed: apt-get install prusa-slicer, or set CALIPER_SLICER`);
      return 2;
    }
  }
  console.log(`${files.length - failed} of ${files.length} slice without repair`);
  return failed ? 1 : 0;
}
