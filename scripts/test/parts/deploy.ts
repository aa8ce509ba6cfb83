// What can be checked of a deployment without an account or Docker.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { keep, root, venv } from "../../setup/places.mjs";
import { wranglerEnv } from "../../system/parts.ts";
import { buildPwa } from "../../system/prepare.ts";
import { one, together } from "../part.ts";
import { runTool } from "../tool.ts";

const gzipMostBytes = 3 * 1024 * 1024;

export async function dryRunDeploy() {
  await buildPwa();
  const outcomes = [];
  for (const config of ["wrangler.toml", "gpu-callback/wrangler.toml"]) {
    const out = join(keep, "dry-run", config.replace(/\W/g, "-"));
    const args = ["deploy", "--dry-run", "-c", config, "--env", "production", "--outdir", out];
    const run = await runTool({ log: "dry-run", program: "wrangler", args, env: wranglerEnv });
    outcomes.push(one(`wrangler would deploy ${config}`, run.ok, run.output));
    const gzipKiB = Number(/gzip: ([\d.]+) KiB/.exec(run.output)?.[1] ?? Number.NaN);
    outcomes.push(one(`${config} fits a Worker`, gzipKiB * 1024 < gzipMostBytes, `${gzipKiB} KiB gzip`));
  }
  return together(outcomes);
}

export async function lintDockerfiles() {
  const files = readdirSync(join(root, "runpod-images"), { recursive: true, encoding: "utf8" })
    .filter((name) => /(^|\/|\.)Dockerfile$/.test(name))
    .map((name) => join("runpod-images", name));
  if (!files.length) return one("there is a Dockerfile", false, "none in runpod-images/");
  const outcomes = [];
  for (const file of files) {
    const args = ["--failure-threshold", "warning", file];
    const run = await runTool({ log: "hadolint", program: join(venv, "bin/hadolint"), args });
    outcomes.push(one(`hadolint ${file}`, run.ok, run.output), copiesWhatIsThere(file));
  }
  return together(outcomes);
}

/** Without Docker nobody notices that a COPY names a file that has moved. The build's context is runpod-images/. */
function copiesWhatIsThere(file: string) {
  const text = readFileSync(join(root, file), "utf8").replaceAll("\\\n", " ");
  const sources = [...text.matchAll(/^(?:COPY|ADD)\s+(?!.*--from=)(.*)$/gm)].flatMap(([, rest = ""]) => {
    const words = rest.split(/\s+/).filter((word) => word && !word.startsWith("--"));
    return words.slice(0, -1);
  });
  const missing = sources.filter((source) => !source.includes("*") && !existsSync(join(root, "runpod-images", source)));
  return one(`${file} copies files that exist`, missing.length === 0, `missing: ${missing.join(", ")}`);
}
