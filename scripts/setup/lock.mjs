// One set-up at a time in a checkout. The holder touches its file; a file left untouched belongs to a killed command.
import { closeSync, openSync, rmSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ensureFolder, keep } from "./places.mjs";

const touchEveryMs = 2_000;
const abandonedAfterMs = 15_000;

/**
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(name, work) {
  const file = join(ensureFolder(keep), `${name}.lock`);
  for (let told = false; !take(file); told = true) {
    if (!told) console.log(`Another command is at work on this checkout (${name}); waiting for it …`);
    await sleep(300);
  }
  const touching = setInterval(() => touch(file), touchEveryMs);
  try {
    return await work();
  } finally {
    clearInterval(touching);
    rmSync(file, { force: true });
  }
}

/** @param {string} file */
function take(file) {
  try {
    closeSync(openSync(file, "wx"));
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") throw error;
    if (ageMs(file) > abandonedAfterMs) rmSync(file, { force: true });
    return false;
  }
}

/** @param {string} file */
function ageMs(file) {
  return Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
}

/** @param {string} file */
function touch(file) {
  try {
    utimesSync(file, new Date(), new Date());
  } catch {
    // Somebody removed the lock by hand: the work goes on, there is nothing to keep alive.
  }
}
