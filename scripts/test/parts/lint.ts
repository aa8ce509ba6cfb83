import { join } from "node:path";
import { venv } from "../../setup/places.mjs";
import { one, together } from "../part.ts";
import { runTool } from "../tool.ts";

export async function lint() {
  const ruff = join(venv, "bin/ruff");
  const runs = [
    { what: "biome", program: "biome", args: ["ci", "--colors=off", "--max-diagnostics=40", "."] },
    { what: "oxlint", program: "oxlint", args: ["--deny-warnings"] },
    { what: "ruff check", program: ruff, args: ["check", "runpod-images", "sample", "scripts"] },
    { what: "ruff format", program: ruff, args: ["format", "--check", "runpod-images", "sample", "scripts"] },
  ];
  const outcomes = [];
  for (const { what, program, args } of runs) {
    const run = await runTool({ log: "lint", program, args });
    outcomes.push(one(what, run.ok, run.output));
  }
  return together(outcomes);
}
