// Schemathesis asks every operation of the description for what it should and should not take.
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureFolder, keep, root, venv } from "../setup/places.mjs";
import type { Outcome } from "../test/part.ts";
import { readJunit } from "../test/parts/pytest.ts";
import { runTool } from "../test/tool.ts";

export type Fuzzing = { maxExamples: number; maxSeconds: number; seed: number; phases: string };
export type Pass = {
  name: string;
  headers: Readonly<Record<string, string>>;
  /** Values of parameters that lead to things which are there. */
  known: Readonly<Record<string, string>>;
  filter: readonly string[];
};

/** A server error is a defect; every other answer has to be one that the description names, in its form. */
const checks = [
  ...["not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance"],
  ...["response_headers_conformance", "unsupported_method", "allow_header_conformance"],
];

export async function fuzz(url: string, pass: Pass, how: Fuzzing): Promise<Outcome> {
  const folder = ensureFolder(join(keep, "api-check"));
  const report = join(folder, `${pass.name}.xml`);
  rmSync(report, { force: true });
  const run = await runTool({
    log: `api-${pass.name}`,
    program: join(venv, "bin/schemathesis"),
    args: [
      ...["--config-file", settingsFile(folder, pass), "run", `${url}/api/v1/openapi.json`, "--no-color"],
      ...["--checks", checks.join(","), "--phases", how.phases, "--max-examples", String(how.maxExamples)],
      ...["--max-time", String(how.maxSeconds), "--seed", String(how.seed), "--continue-on-failure", "--no-shrink"],
      ...["--generation-database", "none", "--generation-with-security-parameters", "false"],
      ...["--suppress-health-check", "all", "--request-timeout", "30", "--warnings", "off"],
      ...["--report", "junit", "--report-junit-path", report],
      ...Object.entries(pass.headers).flatMap(([name, value]) => ["-H", `${name}: ${value}`]),
      ...pass.filter,
    ],
    cwd: root,
    // Its reporter takes the mere presence of this variable for a terminal.
    env: { FORCE_COLOR: "" },
    limitMs: (how.maxSeconds * 2 + 120) * 1000,
  });
  if (!existsSync(report)) {
    return { passed: 0, failures: [{ what: `${pass.name}: Schemathesis runs`, detail: run.output.slice(-3000) }] };
  }
  const outcome = readJunit(readFileSync(report, "utf8"));
  if (!run.ok && !outcome.failures.length) {
    outcome.failures.push({ what: `${pass.name}: Schemathesis ends well`, detail: run.output.slice(-3000) });
  }
  return outcome;
}

/** Schemathesis' own file of settings. */
function settingsFile(folder: string, { name, known }: Pass): string {
  const file = join(folder, `${name}.toml`);
  const lines = Object.entries(known).map(([parameter, value]) => `"${parameter}" = "${value}"`);
  writeFileSync(file, ["[parameters]", ...lines, ""].join("\n"));
  return file;
}
