// .venv with exactly the packages of requirements-dev.txt, every one checked against its hash, wheels only.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { aptInstall } from "./debian.mjs";
import { ensureFolder, python, root, stamps, venv } from "./places.mjs";
import { SetupProblem } from "./problem.mjs";
import { runStep } from "./step.mjs";

const requirements = join(root, "runpod-images/requirements-dev.txt");
const stamp = join(stamps, "python");
const candidates = ["python3.11", "python3", "python3.12", "python3.13"];

const wantedStamp = () => createHash("sha256").update(readFileSync(requirements)).update(venv).digest("hex");

/** @returns {string | undefined} why something is to be done */
export function pythonMissing() {
  if (!existsSync(python)) return "there is no .venv";
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wantedStamp()) return undefined;
  const difference = installedDifference();
  if (difference) return difference;
  writeFileSync(join(ensureFolder(stamps), "python"), wantedStamp());
  return undefined;
}

/** Asks the environment itself: it may be whole though no stamp says so (made by another tool, or .caliper deleted). */
function installedDifference() {
  const pins = [...readFileSync(requirements, "utf8").matchAll(/^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)(.*)$/gm)]
    .filter(([, , , rest]) => !rest?.includes(";"))
    .map(([, name, version]) => [name, version]);
  const program = [
    "import json, sys",
    "from importlib.metadata import version, PackageNotFoundError",
    "def there(name):",
    "    try: return version(name)",
    "    except PackageNotFoundError: return None",
    "print(json.dumps([n for n, v in json.load(sys.stdin) if there(n) != v]))",
  ].join("\n");
  const answer = spawnSync(python, ["-c", program], { input: JSON.stringify(pins), encoding: "utf8" });
  if (answer.status !== 0) return ".venv does not run";
  const wrong = /** @type {string[]} */ (JSON.parse(answer.stdout));
  return wrong.length ? `${wrong.slice(0, 3).join(", ")} missing or of another version` : undefined;
}

export async function installPython() {
  rmSync(stamp, { force: true });
  if (spawnSync(python, ["-m", "pip", "--version"]).status !== 0) await makeEnvironment();
  await runStep({
    title: "Installing Python packages (once; 200 MB to download, 1.6 GB on disk)",
    log: "setup-python",
    program: python,
    args: ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--require-hashes", "--no-deps"].concat(
      ["--only-binary=:all:", "-r", requirements],
    ),
    advice: "Nothing else was changed; the same command tries again.",
  });
  const difference = installedDifference();
  if (difference) throw new SetupProblem(`The Python environment is still not whole: ${difference}.`);
  writeFileSync(join(ensureFolder(stamps), "python"), wantedStamp());
}

async function makeEnvironment() {
  const base = await findPython();
  rmSync(venv, { recursive: true, force: true });
  await runStep({
    title: "Making a Python environment in .venv",
    log: "setup-venv",
    program: base,
    args: ["-m", "venv", venv],
  });
}

/** @returns {Promise<string>} a Python ≥ 3.11 that can make environments */
async function findPython() {
  const recent = candidates.filter((name) => runs(name, "import sys; sys.exit(sys.version_info < (3, 11))"));
  if (!recent.length) {
    await aptInstall(["python3", "python3-venv"], "Python 3.11 or newer");
    return "python3";
  }
  const able = recent.find((name) => runs(name, "import venv, ensurepip"));
  if (able) return able;
  await aptInstall(["python3-venv"], "Python's venv module");
  return "python3";
}

/**
 * @param {string} program
 * @param {string} code
 */
function runs(program, code) {
  return spawnSync(program, ["-c", code], { stdio: "ignore" }).status === 0;
}
