import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ensureFolder, keep, python, root } from "../../setup/places.mjs";
import { type Outcome, one, shorten } from "../part.ts";
import { runTool } from "../tool.ts";

/** The worker's tests: every stage, the harness, the CAD fit. */
export const pytest = (): Promise<Outcome> => runPytest("pytest", "not slow");

/** Those of over ten seconds, whose subject a quicker one has as well. */
export const slowPytest = (): Promise<Outcome> => runPytest("pytest-slow", "slow");

async function runPytest(log: string, marked: string): Promise<Outcome> {
  const file = join(ensureFolder(keep), `${log}.xml`);
  rmSync(file, { force: true });
  const run = await runTool({
    log,
    program: python,
    args: ["-m", "pytest", "-q", "--no-header", "-m", marked, `--junitxml=${file}`, "."],
    cwd: join(root, "runpod-images"),
    env: { OMP_NUM_THREADS: "1" },
    limitMs: 20 * 60_000,
  });
  if (!existsSync(file)) return one("pytest runs", false, run.output);
  const outcome = readJunit(readFileSync(file, "utf8"));
  if (!run.ok && !outcome.failures.length)
    outcome.failures.push({ what: "pytest ends well", detail: shorten(run.output) });
  return outcome;
}

const plainText = (text: string) =>
  text.replace(/&(#10|#x27|quot|apos|lt|gt|amp);/g, (_all, name: string) => entities[name] ?? "");
const entities: Record<string, string> = { "#10": "\n", "#x27": "'", quot: '"', apos: "'", lt: "<", gt: ">", amp: "&" };

/** Counts what ran: a skipped test is neither passed nor failed. */
export function readJunit(xml: string): Outcome {
  const outcome: Outcome = { passed: 0, failures: [] };
  for (const [, attributes = "", , body = ""] of xml.matchAll(/<testcase ([^>]*?)(\/>|>([\s\S]*?)<\/testcase>)/g)) {
    const name = /\bname="([^"]*)"/.exec(attributes)?.[1] ?? "";
    const place = /\bclassname="([^"]*)"/.exec(attributes)?.[1] ?? "";
    const failure = /<(?:failure|error)\b[^>]*?(?:\/>|>([\s\S]*?)<\/(?:failure|error)>)/.exec(body);
    if (failure)
      outcome.failures.push({ what: plainText(`${place}: ${name}`), detail: shorten(plainText(failure[1] ?? "")) });
    else if (!/<skipped\b/.test(body)) outcome.passed++;
  }
  return outcome;
}
