import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ensureFolder, keep, root } from "../../setup/places.mjs";
import { type Outcome, one, shorten } from "../part.ts";
import { runTool } from "../tool.ts";

type Report = {
  numPassedTests: number;
  testResults: {
    name: string;
    status: string;
    message?: string;
    assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
  }[];
};

/** Unit tests of the TypeScript rooms, and the edge's inside workerd. */
export async function vitest(): Promise<Outcome> {
  const file = join(ensureFolder(keep), "vitest.json");
  rmSync(file, { force: true });
  const args = ["run", "--reporter=json", `--outputFile=${file}`];
  const run = await runTool({ log: "vitest", program: "vitest", args, limitMs: 8 * 60_000 });
  if (!existsSync(file)) return one("vitest runs", false, run.output);
  const report = JSON.parse(readFileSync(file, "utf8")) as Report;
  const failures = report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const place = name.replace(`${root}/`, "");
    const failed = assertionResults.filter((test) => test.status === "failed");
    if (status === "failed" && !failed.length) return [{ what: place, detail: shorten(message ?? "did not load") }];
    return failed.map((test) => ({
      what: `${place}: ${test.fullName}`,
      detail: shorten(test.failureMessages.join("\n")),
    }));
  });
  // An error outside any test (an unhandled rejection) fails the run though every test passed.
  if (!run.ok && !failures.length) failures.push({ what: "vitest ends well", detail: shorten(run.output) });
  return { passed: report.numPassedTests, failures };
}
