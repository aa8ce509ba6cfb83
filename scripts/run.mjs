// The one door to every command: sets up what is missing, then runs the command on the pinned Node.
// This file and setup/ use Node's built-ins alone and run on the system's Node (≥ 20.20); all else runs on Node 24.
import { spawn } from "node:child_process";
import { realpathSync } from "node:fs";
import { delimiter } from "node:path";
import { commands } from "./commands.mjs";
import { binaries, pinnedNode, root } from "./setup/places.mjs";
import { SetupProblem, setUp } from "./setup/set-up.mjs";

const [name = "", ...args] = process.argv.slice(2);
const command = commands[name];
if (!command) tellUsage(Object.values(commands), 2);
// A Python module explains itself.
if (args.includes("--help") && command.module !== "./python-command.ts") tellUsage([command], 0);

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 20)) {
  console.error(`Node ${process.versions.node} is too old: install Node 20.20 or newer, then run the command again.`);
  process.exit(1);
}

process.chdir(root);
// The tools' own first line asks PATH for `node`: it must find the pinned one.
process.env.PATH = `${binaries}${delimiter}${process.env.PATH}`;
if (process.env.CALIPER_SET_UP !== "1") await setUp(command.needs).catch(explain);

if (realpathSync(process.execPath) === realpathSync(pinnedNode)) {
  const { default: run } = await import(command.module);
  // Leftover sockets must not keep a finished command from ending.
  process.exit(await run(args, name).catch(explain));
} else {
  const child = spawn(pinnedNode, [import.meta.filename, name, ...args], {
    stdio: "inherit",
    env: { ...process.env, CALIPER_SET_UP: "1" },
  });
  // A terminal's Ctrl-C reaches the child by itself; a signal sent to this process alone must be passed on.
  process.on("SIGINT", () => process.stdin.isTTY || child.kill("SIGINT"));
  for (const signal of /** @type {const} */ (["SIGTERM", "SIGHUP"])) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));
}

/**
 * @param {import("./commands.mjs").Command[]} told
 * @param {number} code
 * @returns {never}
 */
function tellUsage(told, code) {
  for (const { usage, does } of told) console.log(`${usage}\n    ${does}`);
  process.exit(code);
}

/**
 * What a person can mend is told in words; a defect of ours with its stack.
 * @param {unknown} problem
 * @returns {never}
 */
function explain(problem) {
  const known = problem instanceof SetupProblem || (problem instanceof TypeError && "code" in problem);
  console.error(known ? `\n${problem.message}` : problem);
  process.exit(known && !(problem instanceof SetupProblem) ? 2 : 1);
}
