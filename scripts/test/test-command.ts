// npm test: every part, however the ones before it went; the counts on the last line.
import { parseArgs } from "node:util";
import { allParts } from "./all-parts.ts";
import type { Outcome, TestPart } from "./part.ts";

type Timed = Outcome & { part: TestPart; seconds: number };

export default async function test(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { only: { type: "string", multiple: true } } });
  const unknown = values.only?.filter((name) => !allParts.some((part) => part.name === name)) ?? [];
  if (unknown.length) {
    console.error(
      `There is no part “${unknown.join("”, “")}”. There are: ${allParts.map(({ name }) => name).join(", ")}.`,
    );
    return 2;
  }
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));
  const parts = values.only
    ? allParts.filter(({ name }) => values.only?.includes(name))
    : allParts.filter(({ when }) => when !== "asked");
  return tell(await runParts(parts));
}

/** Two cores: what needs but one of them all along runs beside the rest; what needs both comes last. */
async function runParts(parts: TestPart[]): Promise<Timed[]> {
  const beside = Promise.all(parts.filter((part) => part.when === "beside").map(runPart));
  const inTurn = await runInTurn(parts.filter((part) => part.when === undefined));
  const outcomes = [...inTurn, ...(await beside)];
  return [...outcomes, ...(await runInTurn(parts.filter(({ when }) => when === "last" || when === "asked")))];
}

async function runInTurn(parts: TestPart[]): Promise<Timed[]> {
  const outcomes: Timed[] = [];
  for (const part of parts) outcomes.push(await runPart(part));
  return outcomes;
}

export async function runPart(part: TestPart): Promise<Timed> {
  console.log(`▸ ${part.title} (${part.name})`);
  const startedMs = Date.now();
  let outcome: Outcome;
  try {
    outcome = await part.run();
  } catch (error) {
    // A part that could not run has not passed.
    outcome = {
      passed: 0,
      failures: [{ what: `${part.title} could run`, detail: String((error as Error).stack ?? error) }],
    };
  }
  const seconds = (Date.now() - startedMs) / 1000;
  for (const { what, detail } of outcome.failures) console.log(`  ✗ ${what}\n${detail.replace(/^/gm, "      ")}`);
  console.log(`  ${part.name}: ${outcome.passed} passed, ${outcome.failures.length} failed in ${seconds.toFixed(1)} s`);
  return { ...outcome, part, seconds };
}

export function tell(outcomes: Timed[]): number {
  console.log("\n  part                     passed  failed  seconds");
  for (const { part, passed, failures, seconds } of outcomes) {
    const figures = [String(passed).padStart(6), String(failures.length).padStart(6), seconds.toFixed(1).padStart(7)];
    console.log(`  ${part.title.padEnd(24)} ${figures.join("  ")}`);
  }
  const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
  const failed = outcomes.reduce((sum, outcome) => sum + outcome.failures.length, 0);
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
