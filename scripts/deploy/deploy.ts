// The steps of a deployment. Each is safe to repeat; the first that cannot be done stops it, saying what to do.
import { missingResources, missingSecrets, type Wrangler } from "./account.ts";
import { disagreements, type Production, unfilled } from "./production.ts";
import { runpodText } from "./runpod.ts";

export type DeployTools = {
  wrangler: Wrangler;
  buildPwa: () => Promise<void>;
  say: (line: string) => void;
  isHealthy: (origin: string) => Promise<boolean>;
};
export type DeployOptions = { dryRun: boolean; create: boolean; secretsFile?: string };

export class DeployProblem extends Error {}

/** The edge first: gpu-callback is bound to its Durable Object. */
export async function deploy(all: readonly Production[], options: DeployOptions, tools: DeployTools): Promise<void> {
  const lacking = [...all.flatMap(unfilled), ...disagreements(all)];
  if (options.dryRun) return dryRun(all, lacking, tools);
  if (lacking.length) throw new DeployProblem(`Fill in first:\n${bulleted(lacking)}`);
  if (!(await tools.wrangler(["whoami", "--json"])).ok) {
    throw new DeployProblem(
      "wrangler is not signed in: `npx wrangler login`, or set CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID.",
    );
  }
  await provide(all, options, tools);
  await requireSecrets(all, options, tools);
  await tools.buildPwa();
  const [edge] = all;
  for (const { name } of edge?.databases ?? []) {
    tools.say(`Migrating ${name}`);
    await must(tools, ["d1", "migrations", "apply", name, "--remote", "-c", "wrangler.toml", "--env", "production"]);
  }
  for (const { config, name, secrets } of all) {
    tools.say(`Deploying ${name}`);
    const file = options.secretsFile && secrets.length ? ["--secrets-file", options.secretsFile] : [];
    await must(tools, ["deploy", "-c", config, "--env", "production", "--strict", ...file]);
  }
  const origin = edge?.vars.PUBLIC_ORIGIN;
  if (origin && !(await tools.isHealthy(origin))) {
    throw new DeployProblem(
      `${origin}/api/v1/health does not answer yet: look at the domain's DNS and at \`wrangler tail\`.`,
    );
  }
  tools.say(`\nDeployed. The RunPod endpoint is set by hand:\n${runpodText()}`);
}

async function dryRun(all: readonly Production[], lacking: readonly string[], tools: DeployTools): Promise<void> {
  await tools.buildPwa();
  for (const { config, name } of all) {
    tools.say(`Bundling ${name} as it would be deployed`);
    await must(tools, ["deploy", "--dry-run", "-c", config, "--env", "production"]);
  }
  if (lacking.length) tools.say(`\nStill to be filled in:\n${bulleted(lacking)}`);
  for (const { name, config, secrets } of all) {
    if (secrets.length)
      tools.say(`\nSecrets of ${name}:\n${bulleted(secrets.map((one) => secretCommand(one, config)))}`);
  }
  tools.say(`\nRunPod endpoint:\n${runpodText()}`);
}

async function provide(all: readonly Production[], options: DeployOptions, tools: DeployTools): Promise<void> {
  const missing = await missingResources(all, tools.wrangler);
  if (missing.length && !options.create) {
    const commands = missing.map(({ create }) => `npx wrangler ${create.join(" ")}`);
    throw new DeployProblem(`These are missing; make them, or add --create:\n${bulleted(commands)}`);
  }
  for (const { kind, name, create } of missing) {
    tools.say(`Making the ${kind} ${name}`);
    await must(tools, create);
  }
}

async function requireSecrets(all: readonly Production[], options: DeployOptions, tools: DeployTools): Promise<void> {
  if (options.secretsFile) return;
  const lines: string[] = [];
  for (const production of all) {
    for (const name of await missingSecrets(production, tools.wrangler))
      lines.push(secretCommand(name, production.config));
  }
  if (lines.length) {
    throw new DeployProblem(
      `Secrets are missing; set them, or give --secrets-file FILE at the first deployment:\n${bulleted(lines)}`,
    );
  }
}

const secretCommand = (name: string, config: string) => `npx wrangler secret put ${name} -c ${config} --env production`;
const bulleted = (lines: readonly string[]) => lines.map((line) => `  - ${line}`).join("\n");

async function must(tools: DeployTools, args: readonly string[]): Promise<void> {
  const { ok, output } = await tools.wrangler(args);
  if (!ok)
    throw new DeployProblem(`wrangler ${args.join(" ")} failed:\n${output.trim().split("\n").slice(-30).join("\n")}`);
}
