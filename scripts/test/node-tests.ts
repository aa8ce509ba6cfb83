import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ensureFolder, keep, pinnedNode, root } from "../setup/places.mjs";
import { type Outcome, shorten } from "./part.ts";
import { runTool } from "./tool.ts";

type Line = { name: string; file: string; ok: boolean; error: string };

/** Runs files of node:test tests, one file at a time unless told otherwise. */
export async function nodeTests(
  name: string,
  globs: string[],
  limitMs: number,
  env: Record<string, string> = {},
  filesAtOnce = 1,
): Promise<Outcome> {
  const file = join(ensureFolder(keep), `${name}.jsonl`);
  rmSync(file, { force: true });
  const reporters = [
    ...["--test-reporter=spec", "--test-reporter-destination=stdout"],
    ...[`--test-reporter=${join(import.meta.dirname, "reporter.mjs")}`, `--test-reporter-destination=${file}`],
  ];
  const args = ["--test", `--test-concurrency=${filesAtOnce}`, ...reporters, ...globs];
  const run = await runTool({ log: name, program: pinnedNode, args, limitMs, env });
  const outcome = readLines(name, readText(file));
  if (!run.ok && !outcome.failures.length)
    outcome.failures.push({ what: `${name} ends well`, detail: shorten(run.output) });
  if (run.ok && outcome.passed === 0) outcome.failures.push({ what: `${name} holds tests`, detail: "none was found" });
  return outcome;
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

export function readLines(name: string, text: string): Outcome {
  const lines = text.split("\n").filter(Boolean);
  const tests = lines.map((line) => JSON.parse(line) as Line);
  const failures = tests.filter(({ ok }) => !ok);
  return {
    passed: tests.length - failures.length,
    failures: failures.map((test) => ({
      what: `${(test.file ?? name).replace(`${root}/`, "")}: ${test.name}`,
      detail: shorten(test.error),
    })),
  };
}
