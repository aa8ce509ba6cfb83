// Where things lie. Everything a command leaves behind is under .caliper/, which git ignores.
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";

export const root = resolve(import.meta.dirname, "../..");
export const keep = process.env.CALIPER_KEEP ? resolve(process.env.CALIPER_KEEP) : join(root, ".caliper");
export const logs = join(keep, "logs");
export const stamps = join(keep, "setup");
export const binaries = join(root, "node_modules/.bin");
export const pinnedNode = join(root, "node_modules/node/bin/node");
export const venv = join(root, ".venv");
export const python = join(venv, "bin/python");

/** @param {string} folder */
export function ensureFolder(folder) {
  mkdirSync(folder, { recursive: true });
  return folder;
}
