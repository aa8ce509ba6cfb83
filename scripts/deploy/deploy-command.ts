// npm run deploy [-- --dry-run] [--create] [--secrets-file FILE]
import { parseArgs } from "node:util";
import { wranglerEnv } from "../system/parts.ts";
import { buildPwa } from "../system/prepare.ts";
import { runTool } from "../test/tool.ts";
import { DeployProblem, deploy } from "./deploy.ts";
import { readProduction, workers } from "./production.ts";

const healthTriesMost = 12;
const healthPauseMs = 5_000;

export default async function deployCommand(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      "dry-run": { type: "boolean", default: false },
      create: { type: "boolean", default: false },
      "secrets-file": { type: "string" },
    },
  });
  const options = { dryRun: values["dry-run"], create: values.create, secretsFile: values["secrets-file"] };
  const wrangler = (words: readonly string[]) =>
    runTool({ log: "deploy", program: "wrangler", args: [...words], env: wranglerEnv });
  try {
    await deploy(workers.map(readProduction), options, { wrangler, buildPwa, say: console.log, isHealthy });
    return 0;
  } catch (error) {
    if (!(error instanceof DeployProblem)) throw error;
    console.error(error.message);
    return 1;
  }
}

/** A new domain takes a while to answer. */
async function isHealthy(origin: string): Promise<boolean> {
  for (let tries = 0; tries < healthTriesMost; tries += 1) {
    const answer = await fetch(`${origin}/api/v1/health`).catch(() => null);
    if (answer?.ok) return true;
    await new Promise((resolve) => setTimeout(resolve, healthPauseMs));
  }
  return false;
}
