// What comes from Debian rather than npm or PyPI: a browser for the journeys, PrusaSlicer, clamd, Python's venv module.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { SetupProblem } from "./problem.mjs";
import { runStep } from "./step.mjs";

const browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** @returns {string | undefined} the browser the journeys run in */
export function findChromium() {
  const chosen = process.env.CALIPER_CHROMIUM;
  return chosen ?? browsers.find((file) => existsSync(file));
}

/** @returns {string | undefined} why something is to be done */
export function chromiumMissing() {
  return findChromium() ? undefined : "no Chromium found";
}

export async function installChromium() {
  await aptInstall(["chromium"], "Chromium (for the journeys in a real browser)");
}

/** @returns {string | undefined} PrusaSlicer, a separate program that the slicer's worker starts */
export function findSlicer() {
  if (process.env.CALIPER_SLICER) return process.env.CALIPER_SLICER;
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.map((folder) => join(folder, "prusa-slicer")).find((file) => existsSync(file));
}

/** @returns {string | undefined} why something is to be done */
export function slicerMissing() {
  return findSlicer() ? undefined : "no PrusaSlicer found";
}

export async function installSlicer() {
  await aptInstall(["prusa-slicer"], "PrusaSlicer (for binding prices; 400 MB on disk)");
}

/** @returns {string | undefined} clamd, a virus scanner that the tests start with a signature of their own */
export function findScanner() {
  return ["/usr/sbin/clamd", "/usr/local/sbin/clamd"].find((file) => existsSync(file));
}

/** @returns {string | undefined} why something is to be done */
export function scannerMissing() {
  return findScanner() ? undefined : "no clamd found";
}

export async function installScanner() {
  await aptInstall(["clamav-daemon"], "clamd (for the tests of what is uploaded; no virus database is fetched)");
}

/**
 * @param {string[]} packages
 * @param {string} what for people
 */
export async function aptInstall(packages, what) {
  const line = `apt-get update && apt-get install -y --no-install-recommends ${packages.join(" ")}`;
  const hasApt = spawnSync("apt-get", ["--version"], { stdio: "ignore" }).status === 0;
  if (!hasApt) throw new SetupProblem(`${what} is missing, and this system has no apt-get: install it by hand.`);
  if (process.getuid?.() !== 0) {
    throw new SetupProblem(`${what} is missing. Run this, then the command again:\n\n  sudo sh -c '${line}'`);
  }
  await runStep({
    title: `Installing ${what}`,
    log: `setup-${packages[0]}`,
    program: "sh",
    args: ["-c", line],
    env: { DEBIAN_FRONTEND: "noninteractive" },
  });
}
