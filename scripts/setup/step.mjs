// Runs one installing program: a line with a running clock on the terminal, its whole output in a log.
import { spawn } from "node:child_process";
import { createWriteStream, readFileSync } from "node:fs";
import { join } from "node:path";
import { ensureFolder, logs, root } from "./places.mjs";
import { SetupProblem } from "./problem.mjs";

/**
 * @param {{title: string, log: string, program: string, args: string[], env?: Record<string, string>, advice?: string}} step
 */
export async function runStep({ title, log, program, args, env = {}, advice = "" }) {
  const file = join(ensureFolder(logs), `${log}.log`);
  const output = createWriteStream(file);
  const startedMs = Date.now();
  const say = clock(title, startedMs);
  const child = spawn(program, args, { cwd: root, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => output.write(chunk));
  const code = await new Promise((resolve) => {
    child.on("error", (error) => {
      output.write(`${error}\n`);
      resolve(-1);
    });
    child.on("close", resolve);
  });
  await new Promise((resolve) => output.end(() => resolve(undefined)));
  say(code === 0);
  if (code === 0) return;
  const tail = readFileSync(file, "utf8").trimEnd().split("\n").slice(-15).join("\n  ");
  throw new SetupProblem(`${title} failed:\n\n  ${tail}\n\nThe whole output is in ${file}.${advice && `\n${advice}`}`);
}

/**
 * @param {string} title
 * @param {number} startedMs
 * @returns {(ok: boolean) => void} ends the line
 */
function clock(title, startedMs) {
  const seconds = () => `${Math.round((Date.now() - startedMs) / 1000)} s`;
  if (!process.stdout.isTTY) {
    console.log(`${title} …`);
    return (ok) => console.log(`${title}: ${ok ? "done" : "failed"} after ${seconds()}`);
  }
  const draw = () => process.stdout.write(`\r\x1b[K${title} … ${seconds()}`);
  draw();
  const timer = setInterval(draw, 1000);
  return (ok) => {
    clearInterval(timer);
    process.stdout.write(`\r\x1b[K${title}: ${ok ? "done" : "failed"} after ${seconds()}\n`);
  };
}
