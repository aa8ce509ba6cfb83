import { one, together } from "../part.ts";
import { runTool } from "../tool.ts";

/** One compiler run per world: a page has no Node, a Worker no DOM. */
const projects = [
  "tsconfig.json",
  "tsconfig.js.json",
  "pwa/tsconfig.json",
  "pwa/tsconfig.sw.json",
  "edge/tsconfig.json",
];

export async function checkTypes() {
  const outcomes = [];
  for (const project of projects) {
    const run = await runTool({ log: "types", program: "tsc", args: ["-p", project] });
    outcomes.push(one(`types of ${project}`, run.ok, run.output));
  }
  return together(outcomes);
}
