// Runs a checking program to its end, its output kept in a log and told only when it fails.
import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { binaries, ensureFolder, logs, root } from "../setup/places.mjs";
import { signalGroup } from "../system/part.ts";

export type ToolRun = { ok: boolean; output: string; logFile: string };
type Tool = {
  log: string;
  program: string;
  args: string[];
  cwd?: string;
  env?: Record<string, string>;
  limitMs?: number;
};

const usualLimitMs = 5 * 60_000;

/** A program of node_modules/.bin by its bare name, or any other by its path. */
export async function runTool({
  log,
  program,
  args,
  cwd = root,
  env = {},
  limitMs = usualLimitMs,
}: Tool): Promise<ToolRun> {
  const logFile = join(ensureFolder(logs), `test-${log}.log`);
  const file = createWriteStream(logFile);
  const path = program.includes("/") ? program : join(binaries, program);
  const child = spawn(path, args, {
    cwd,
    env: { ...process.env, FORCE_COLOR: "0", NO_COLOR: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      file.write(chunk);
    });
  }
  const end = () => signalGroup(child.pid, "SIGKILL");
  process.once("exit", end);
  const timer = setTimeout(() => {
    chunks.push(Buffer.from(`\nended: it ran past ${limitMs / 1000} s\n`));
    end();
  }, limitMs);
  const ok = await new Promise<boolean>((resolve) => {
    child.once("error", (error) => {
      chunks.push(Buffer.from(String(error)));
      resolve(false);
    });
    child.once("close", (code) => resolve(code === 0));
  });
  clearTimeout(timer);
  process.removeListener("exit", end);
  file.end();
  return { ok, output: Buffer.concat(chunks).toString("utf8"), logFile };
}
