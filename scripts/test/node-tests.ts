import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ensureFolder, keep, pinnedNode, root } from "../setup/places.mjs";
import { type Outcome, shorten } from "./part.ts";
import { runTool } from "./tool.ts";

/** One test that ended, with the file it stands in (from the root). */
export type TestLine = { name: string; file: string; ok: boolean; error: string };

/** Runs files of node:test tests, one file at a time unless told otherwise. */
export async function nodeTests(
  name: string,
  files: string[],
  limitMs: number,
  env: Record<string, string> = {},
  filesAtOnce = 1,
): Promise<TestLine[]> {
  const file = join(ensureFolder(keep), `${name}.jsonl`);
  rmSync(file, { force: true });
  const reporters = [
    ...["--test-reporter=spec", "--test-reporter-destination=stdout"],
    ...[`--test-reporter=${join(import.meta.dirname, "reporter.mjs")}`, `--test-reporter-destination=${file}`],
  ];
  const args = ["--test", `--test-concurrency=${filesAtOnce}`, ...reporters, ...files];
  const run = await runTool({ log: name, program: pinnedNode, args, limitMs, env });
  const lines = readLines(readText(file));
  const missed = (what: string, error: string) => lines.push({ name: what, file: "", ok: false, error });
  if (!run.ok && lines.every(({ ok }) => ok)) missed(`${name} ends well`, shorten(run.output));
  if (run.ok && !lines.length) missed(`${name} holds tests`, "none was found");
  return lines;
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

export function readLines(text: string): TestLine[] {
  const lines = text.split("\n").filter(Boolean);
  return lines
    .map((line) => JSON.parse(line) as TestLine)
    .map((line) => ({ ...line, file: (line.file ?? "").replace(`${root}/`, "") }));
}

export function outcomeOf(lines: TestLine[]): Outcome {
  const failures = lines.filter(({ ok }) => !ok);
  return {
    passed: lines.length - failures.length,
    failures: failures.map(({ file, name, error }) => ({
      what: file ? `${file}: ${name}` : name,
      detail: shorten(error),
    })),
  };
}
