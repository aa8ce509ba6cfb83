// Brings this checkout to where a command can run: silent when nothing is missing, safe to run twice at once.
import {
  chromiumMissing,
  installChromium,
  installScanner,
  installSlicer,
  scannerMissing,
  slicerMissing,
} from "./debian.mjs";
import { withLock } from "./lock.mjs";
import { installNpm, npmMissing } from "./npm.mjs";
import { SetupProblem } from "./problem.mjs";
import { installPython, pythonMissing } from "./python.mjs";

export { SetupProblem };

const steps = {
  npm: { missing: npmMissing, install: installNpm },
  python: { missing: pythonMissing, install: installPython },
  chromium: { missing: chromiumMissing, install: installChromium },
  slicer: { missing: slicerMissing, install: installSlicer },
  scanner: { missing: scannerMissing, install: installScanner },
};

/** @param {(keyof typeof steps)[]} needs */
export async function setUp(needs) {
  const todo = needs.filter((need) => steps[need].missing());
  if (!todo.length) return;
  await withLock("setup", async () => {
    for (const need of todo) {
      // Asked again: another command may have done it while this one waited for the lock.
      if (steps[need].missing()) await steps[need].install();
    }
  });
}
