// npm run contract: the Python side of edge/contract. Valibot → JSON Schema → Pydantic models, and the problem codes.
// `--check` writes nothing and fails when the committed files differ from what would be written (run by the tests).
// Needs Node 24 (it imports TypeScript) and the Python environment.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { toJsonSchemaDefs } from "@valibot/to-json-schema";
import * as ids from "#contract/ids";
import * as job from "#contract/job";
import * as jobWords from "#contract/job-words";
import * as photo from "#contract/photo";
import * as prepare from "#contract/prepare";
import * as printSettings from "#contract/print-settings";
import * as problem from "#contract/problem";
import * as quote from "#contract/quote";
import * as rebuild from "#contract/rebuild";
import * as report from "#contract/report";
import * as slice from "#contract/slice";

const root = fileURLToPath(new URL("..", import.meta.url));
const python = join(root, ".venv/bin/");
const target = join(root, "runpod-images/contract/");

/** What the worker reads and writes; everything these reach comes along. */
const borders = ["WorkerInput", "WorkerOutput", "ProgressEvent", "Report"];
borders.push("SliceInput", "SliceOutput", "PrepareInput", "PrepareOutput");

const pascal = (name) => name[0].toUpperCase() + name.slice(1).replace(/Schema$/, "");

function allSchemas() {
  const found = {};
  for (const module of [ids, photo, problem, rebuild, jobWords, report, job, printSettings, quote, slice, prepare]) {
    for (const [name, value] of Object.entries(module)) {
      // Where two modules use one name, the first has it; the other is written out where it is used.
      if (name.endsWith("Schema") && value?.kind === "schema") found[pascal(name)] ??= value;
    }
  }
  return found;
}

function references(node, found = new Set()) {
  if (Array.isArray(node)) for (const part of node) references(part, found);
  else if (node && typeof node === "object") {
    if (typeof node.$ref === "string") found.add(node.$ref.split("/").at(-1));
    for (const part of Object.values(node)) references(part, found);
  }
  return found;
}

/**
 * For JSON.stringify. Ids stay text (Python's UUID type would change their letters' case), and a tuple of equal
 * members is an array of fixed length.
 */
function forPydantic(_key, node) {
  if (Array.isArray(node?.items))
    return { type: "array", items: node.items[0], minItems: node.items.length, maxItems: node.items.length };
  if (node?.format !== "uuid") return node;
  const { format, ...rest } = node;
  return { ...rest, pattern: "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$" };
}

/** The definitions that the borders reach, in the order of the contract. */
export function workerDefinitions() {
  const definitions = toJsonSchemaDefs(allSchemas(), {
    errorMode: "throw",
    target: "draft-07",
    // Both sides look at such a condition themselves: JSON Schema cannot say it.
    ignoreActions: ["check"],
  });
  const reached = new Set();
  const open = [...borders];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (reached.has(name)) continue;
    if (!definitions[name]) throw new Error(`the contract has no ${name}`);
    reached.add(name);
    open.push(...references(definitions[name]));
  }
  return Object.fromEntries(Object.entries(definitions).filter(([name]) => reached.has(name)));
}

function models(folder) {
  const schema = join(folder, "contract.json");
  const output = join(folder, "models.py");
  const document = { $schema: "http://json-schema.org/draft-07/schema#", $defs: workerDefinitions() };
  writeFileSync(schema, JSON.stringify(document, forPydantic));
  const flags = [
    ["--input", schema, "--input-file-type", "jsonschema", "--output", output],
    ["--output-model-type", "pydantic_v2.BaseModel", "--target-python-version", "3.11"],
    ["--disable-timestamp", "--strict-refs", "--skip-root-model", "--enum-field-as-literal", "all", "--use-type-alias"],
    ["--snake-case-field", "--use-annotated", "--use-union-operator", "--use-standard-collections"],
    ["--base-class", "contract.base.ContractModel", "--use-tuple-for-fixed-items", "--formatters", "ruff-format"],
  ].flat();
  execFileSync(join(python, "datamodel-codegen"), flags, { stdio: ["ignore", "ignore", "inherit"], cwd: folder });
  const header = '"""Made by `npm run contract` from edge/contract; do not edit."""\n\n';
  return header + readFileSync(output, "utf8").replace(/^(#.*\n|\n)+/, "");
}

function problems() {
  const rows = Object.entries(problem.problems).map(
    ([code, { status, title, retry, todo }]) =>
      `    ${JSON.stringify(code)}: Problem(${[status, title, retry, todo].map((part) => JSON.stringify(part)).join(", ")}),`,
  );
  const limits = Object.entries(photo.photoLimits).map(
    ([name, value]) => `PHOTO_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()} = ${value}`,
  );
  limits.push(
    `PREVIEW_BYTES_MAX = ${slice.previewBytesMax}`,
    `TRIANGLES_MAX = ${printSettings.printLimits.trianglesMax}`,
  );
  return [
    '"""Made by `npm run contract` from edge/contract; do not edit."""\n',
    "from typing import NamedTuple\n\n",
    "class Problem(NamedTuple):\n    status: int\n    title: str\n    retry: str\n    todo: str\n\n",
    `PROBLEMS: dict[str, Problem] = {\n${rows.join("\n")}\n}\n`,
    ...limits,
    "",
  ].join("\n");
}

function formatted(text) {
  const command = ["format", "--no-cache", "--line-length", "120", "-"];
  return execFileSync(join(python, "ruff"), command, { input: text, encoding: "utf8", cwd: tmpdir() });
}

function main() {
  const folder = mkdtempSync(join(tmpdir(), "contract-"));
  try {
    const made = { "models.py": formatted(models(folder)), "problems.py": formatted(problems()) };
    let stale = false;
    for (const [name, text] of Object.entries(made)) {
      if (!process.argv.includes("--check")) writeFileSync(target + name, text);
      else if (readFileSync(target + name, "utf8") !== text) {
        console.error(`runpod-images/contract/${name} differs from edge/contract: npm run contract`);
        stale = true;
      }
    }
    if (stale) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
