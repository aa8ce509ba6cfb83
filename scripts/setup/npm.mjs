// node_modules as the lock says, with the pinned Node inside. npm writes its own record last: a half-finished
// install has none, so the record and not a stamp of ours is asked.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pinnedNode, root } from "./places.mjs";
import { SetupProblem } from "./problem.mjs";
import { runStep } from "./step.mjs";

/** @param {string} file */
const packagesIn = (file) => JSON.parse(readFileSync(file, "utf8")).packages;

/**
 * @param {Record<string, any>} wanted packages of package-lock.json
 * @param {Record<string, any>} installed packages of node_modules/.package-lock.json
 * @returns {string | undefined} the first place where they differ
 */
export function firstDifference(wanted, installed) {
  const missing = Object.entries(wanted).find(([place, entry]) => {
    if (place === "" || entry.link) return false;
    const there = installed[place];
    return there ? there.version !== entry.version : !entry.optional;
  });
  return missing?.[0] ?? Object.keys(installed).find((place) => !wanted[place]);
}

/** @returns {string | undefined} why something is to be done */
export function npmMissing() {
  const record = join(root, "node_modules/.package-lock.json");
  if (!existsSync(record)) return "node_modules is not there, or not whole";
  const different = firstDifference(packagesIn(join(root, "package-lock.json")), packagesIn(record));
  if (different) return `${different} is not as the lock says`;
  if (!existsSync(pinnedNode)) return "the pinned Node is not there";
  return undefined;
}

export async function installNpm() {
  await runStep({
    title: "Installing npm packages (once; 380 MB to download, 830 MB on disk)",
    log: "setup-npm",
    program: "npm",
    args: ["ci", "--no-audit", "--no-fund", "--foreground-scripts"],
    advice: "Nothing else was changed; the same command tries again.",
  });
  // An npm that holds install scripts back leaves the `node` package without its binary.
  if (!existsSync(pinnedNode)) {
    await runStep({
      title: "Fetching the pinned Node",
      log: "setup-node",
      program: process.execPath,
      args: ["node_modules/node/installArchSpecificPackage.js"],
    });
  }
  const answer = spawnSync(pinnedNode, ["--version"], { encoding: "utf8" });
  if (answer.status !== 0) {
    throw new SetupProblem(
      `The pinned Node (${pinnedNode}) does not run: ${answer.error?.message ?? answer.stderr.trim()}. ` +
        "Delete node_modules and run the command again.",
    );
  }
}
