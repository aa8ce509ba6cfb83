import { expect, test } from "vitest";
import { type DeployOptions, DeployProblem, deploy } from "./deploy.ts";
import type { Production } from "./production.ts";

const edge: Production = {
  config: "wrangler.toml",
  name: "caliper-edge",
  vars: { PUBLIC_ORIGIN: "https://caliper.io" },
  hosts: ["caliper.io"],
  secrets: ["RUNPOD_API_KEY", "LINK_SIGNING_KEY"],
  databases: [{ name: "caliper", id: "5a1f2b1c-0000-4000-8000-000000000001" }],
  buckets: ["caliper-files"],
  queues: ["jobs", "jobs-dlq"],
};
const callback: Production = {
  ...edge,
  config: "gpu-callback/wrangler.toml",
  name: "caliper-gpu-callback",
  secrets: [],
  buckets: [],
};

/** An account in which `gone` commands fail; records what wrangler was told. */
function account(gone: RegExp = /$^/, secrets = edge.secrets) {
  const told: string[] = [];
  const said: string[] = [];
  const tools = {
    wrangler: async (args: readonly string[]) => {
      const line = args.join(" ");
      told.push(line);
      const output = line.startsWith("secret list")
        ? JSON.stringify(secrets.map((name) => ({ name, type: "secret_text" })))
        : "";
      return { ok: !gone.test(line), output };
    },
    buildPwa: async () => void told.push("build"),
    say: (line: string) => void said.push(line),
    isHealthy: async () => true,
  };
  const run = (options: Partial<DeployOptions> = {}) =>
    deploy([edge, callback], { dryRun: false, create: false, ...options }, tools);
  return { told, said, run };
}

test("the tables are migrated before the Workers, and the edge goes before gpu-callback", async () => {
  const { told, run } = account();
  await run();
  expect(told.filter((line) => /^(build|d1 migrations|deploy)/.test(line))).toEqual([
    "build",
    "d1 migrations apply caliper --remote -c wrangler.toml --env production",
    "deploy -c wrangler.toml --env production --strict",
    "deploy -c gpu-callback/wrangler.toml --env production --strict",
  ]);
});

test("a missing queue stops it, with the command that makes it", async () => {
  const { told, run } = account(/queues info jobs-dlq/);
  await expect(run()).rejects.toThrow(/npx wrangler queues create jobs-dlq/);
  expect(told.some((line) => line.startsWith("deploy"))).toBe(false);
});

test("--create makes what is missing, once", async () => {
  const { told, run } = account(/info jobs-dlq|info caliper-files/);
  await run({ create: true });
  expect(told.filter((line) => line.includes("create"))).toEqual([
    "queues create jobs-dlq",
    "r2 bucket create caliper-files",
  ]);
});

test("a missing secret stops it and is named, its value never asked for", async () => {
  const { run } = account(/$^/, ["RUNPOD_API_KEY"]);
  await expect(run()).rejects.toThrow(/secret put LINK_SIGNING_KEY -c wrangler.toml --env production/);
});

test("a first deployment takes its secrets from a file", async () => {
  const { told, run } = account(/secret list/);
  await run({ secretsFile: "secrets.json" });
  expect(told.filter((line) => line.includes("secrets.json"))).toEqual([
    "deploy -c wrangler.toml --env production --strict --secrets-file secrets.json",
  ]);
});

test("nobody signed in, nothing done", async () => {
  const { told, run } = account(/whoami/);
  await expect(run()).rejects.toThrow(DeployProblem);
  expect(told).toEqual(["whoami --json"]);
});

test("a migration that fails keeps the new code away", async () => {
  const { told, run } = account(/d1 migrations/);
  await expect(run()).rejects.toThrow(/migrations apply/);
  expect(told.some((line) => line.startsWith("deploy"))).toBe(false);
});

test("a dry run bundles both and changes nothing", async () => {
  const { told, said, run } = account(/whoami|info/);
  await run({ dryRun: true });
  expect(told).toEqual([
    "build",
    "deploy --dry-run -c wrangler.toml --env production",
    "deploy --dry-run -c gpu-callback/wrangler.toml --env production",
  ]);
  expect(said.join("\n")).toMatch(/secret put RUNPOD_API_KEY/);
});
