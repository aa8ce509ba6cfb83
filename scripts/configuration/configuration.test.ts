import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../setup/places.mjs";
import { configurationPage, renderConfigurationPage } from "./page.ts";
import { bindings, commandVariables, edgeVariables, workerVariables } from "./variables.ts";

const read = (path: string): string => readFileSync(join(root, path), "utf8");
const names = (list: readonly { name: string }[]): string[] => list.map(({ name }) => name).toSorted();
const found = (text: string, pattern: RegExp): string[] =>
  [...new Set([...text.matchAll(pattern)].map((m) => m[1] ?? ""))].toSorted();

/** All sources of these kinds, without their tests. */
function sources(under: string[], endings: RegExp): string {
  const list = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard", ...under], {
    cwd: root,
  });
  const files = list
    .toString("utf8")
    .split("\0")
    .filter((f) => endings.test(f) && !/test_|\.test\./.test(f));
  return files
    .filter((f) => existsSync(join(root, f)))
    .map(read)
    .join("\n");
}

test("what the edge is given is exactly what the table names", () => {
  const declared = found(read("edge/env.ts"), /^ {2}([A-Z][A-Z0-9_]*)\??:/gm);
  expect([...names(edgeVariables), ...names(bindings)].toSorted()).toEqual(declared);
});

test("optional variables have a value for when they are not set, the others must be set", () => {
  const env = read("edge/env.ts");
  for (const { name, usual } of edgeVariables) {
    if (name === "BILLING") continue;
    const isOptional = new RegExp(`^ {2}${name}\\?:`, "m").test(env);
    expect(usual.includes("must be set"), name).toBe(!isOptional);
  }
});

test("wrangler.toml sets nothing that the table does not name, and no secret for production", () => {
  const toml = read("wrangler.toml");
  const block = (head: string): string => toml.split(`[${head}]\n`)[1]?.split(/^\[/m)[0] ?? "";
  const known = names(edgeVariables);
  const local = found(block("vars"), /^([A-Z][A-Z0-9_]*) =/gm);
  const production = found(block("env.production.vars"), /^([A-Z][A-Z0-9_]*) =/gm);
  expect(local.length).toBeGreaterThan(5);
  expect([...local, ...production].filter((name) => !known.includes(name))).toEqual([]);
  const secret = names(edgeVariables.filter(({ sight }) => sight === "secret"));
  expect(production.filter((name) => secret.includes(name))).toEqual([]);
  const required = found(block("env.production.secrets"), /"([A-Z_]+)"/g);
  expect(required.filter((name) => !secret.includes(name))).toEqual([]);
});

test("the worker's variables are those it reads", () => {
  const text = sources(["runpod-images"], /\.py$/);
  const readBy = found(text, /["'](CALIPER_(?!EVENTS_FD)[A-Z_]+)["']/g);
  const config = found(read("runpod-images/harness/config.py"), /"(CACHE_DIR|DISK_MB|KEEP_S|MEMORY_MB)"/g);
  const all = new Set([...readBy, ...config.map((name) => `CALIPER_${name}`)]);
  expect(names(workerVariables)).toEqual([...all].toSorted());
});

test("the commands' variables are those they read", () => {
  const inner = new Set(["CALIPER_SET_UP", "CALIPER_URL", "CALIPER_STATE_OF_URL", "PATH"]);
  const readBy = found(sources(["scripts", "e2e"], /\.(ts|mjs)$/), /process\.env\.([A-Z_]+)/g);
  const destructured = ["STRIPE_WEBHOOK_SECRET", "PAYPAL_CLIENT_SECRET", "PAYPAL_MERCHANT_ID", "PAYPAL_WEBHOOK_ID"];
  const all = [...new Set([...readBy, ...destructured])].filter((name) => !inner.has(name)).toSorted();
  expect(names(commandVariables)).toEqual(all);
});

test("docs/CONFIGURATION.md is made from the table", () => {
  expect(readFileSync(configurationPage, "utf8")).toBe(renderConfigurationPage());
});
