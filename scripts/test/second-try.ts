// Journeys wait for browsers, queues and workers on a machine that is busy: what fails is run once more by itself.
import { outcomeOf, type TestLine } from "./node-tests.ts";

/** More than that failing is no accident. */
const filesMost = 2;

/**
 * The lines of `first`, those of a file that failed replaced by what `runAgain` says of it. Nothing is passed over in
 * silence: `say` hears what failed first.
 */
export async function withSecondTry(
  first: TestLine[],
  runAgain: (files: string[]) => Promise<TestLine[]>,
  say: (line: string) => void,
): Promise<TestLine[]> {
  const files = [...new Set(first.filter(({ ok }) => !ok).map(({ file }) => file))];
  if (files.length === 0 || files.length > filesMost || files.includes("")) return first;
  for (const { what, detail } of outcomeOf(first).failures)
    say(`  ↻ failed at first, run again: ${what}\n${detail.replace(/^/gm, "      ")}`);
  return [...first.filter(({ file }) => !files.includes(file)), ...(await runAgain(files))];
}
