// docs/API.md is run as it stands: a reader's first hour must not fail on a slip of ours.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureFolder, keep, root } from "../setup/places.mjs";
import type { Outcome } from "../test/part.ts";
import { runTool } from "../test/tool.ts";

/** The blocks marked `sh`, in order. */
export const shellBlocks = (markdown: string): string[] =>
  [...markdown.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = ""]) => block);

/** All blocks in one shell that stops at the first failure; the last block begun is told. */
export async function runGuide(url: string): Promise<Outcome> {
  const blocks = shellBlocks(readFileSync(join(root, "docs/API.md"), "utf8"));
  const marked = blocks.map((block, i) => `echo "== block ${i + 1}"\n${block}`);
  const script = join(ensureFolder(join(keep, "api-check")), "guide.sh");
  writeFileSync(script, ["set -euo pipefail", ...marked, 'echo "== end"', ""].join("\n"));
  const run = await runTool({ log: "api-guide", program: "/bin/bash", args: [script], env: { CALIPER: url } });
  const begun = [...run.output.matchAll(/== block (\d+)/g)].length;
  const passed = run.ok ? blocks.length : Math.max(0, begun - 1);
  if (run.ok && blocks.length > 0 && run.output.includes("== end")) return { passed, failures: [] };
  return { passed, failures: [{ what: `docs/API.md: block ${begun} runs`, detail: run.output.slice(-2000) }] };
}
