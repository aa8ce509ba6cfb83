// The house rules, held by a test: how large, how named, and nothing that belongs to one machine.
import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { python, root } from "../../setup/places.mjs";
import { type Outcome, one, together } from "../part.ts";

type SourceFile = { path: string; lines: number; text: string };

const sizes = { linesMost: 400, medianMost: 80, ninetyPercentMost: 250, bytesMost: 1024 * 1024 };
const generated =
  /(^|\/)(package-lock\.json|requirements[^/]*\.txt|worker-configuration\.d\.ts)$|^runpod-images\/contract\/(models|problems)\.py$|^migrations\/meta\//;
const code = /\.(ts|tsx|mjs|py|css)$/;

/** Spelt so that this file does not find itself. */
const forbidden = {
  "a note to self": /\b(?:TO[D]O|FIX[M]E|X{3}|HA[C]K)\b/,
  "a test that is switched off or alone": /\b(?:it|test|describe)\.(?:only|skip|todo)\b|@pytest\.mark\.skip/,
  "a path of one machine": /(?:^|[^A-Za-z0-9_.])\/(?:work|farm|root)\//,
  "a registry's address": /registry\.npm[j]s|files\.python[h]osted|pypi\.or[g]|deb\.debia[n]/,
};

function trackedFiles(): string[] {
  const list = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: root });
  const names = list.toString("utf8").split("\0").filter(Boolean);
  return [...new Set(names)].filter((name) => statSync(join(root, name), { throwIfNoEntry: false })?.isFile());
}

export async function tidy(): Promise<Outcome> {
  const names = trackedFiles();
  const files = names
    .filter((name) => !generated.test(name) && statSync(join(root, name)).size < sizes.bytesMost)
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }))
    .filter(({ text }) => !text.includes("\0"))
    .map(({ path, text }) => ({ path, text, lines: text.split("\n").length - 1 }));
  const sources = files.filter(({ path }) => code.test(path));
  return together([...sizeRules(names, sources), ...nameRules(names), ...contentRules(files), longFunctions()]);
}

function sizeRules(names: string[], sources: SourceFile[]): Outcome[] {
  const long = sources.filter(({ lines }) => lines > sizes.linesMost);
  const sorted = sources.map(({ lines }) => lines).toSorted((a, b) => a - b);
  const at = (part: number) => sorted[Math.floor(part * (sorted.length - 1))] ?? 0;
  const heavy = names.filter((name) => statSync(join(root, name)).size > sizes.bytesMost);
  return [
    one(`no file is over ${sizes.linesMost} lines`, !long.length, long.map((f) => `${f.path}: ${f.lines}`).join("\n")),
    one(`half of the files are at most ${sizes.medianMost} lines`, at(0.5) <= sizes.medianMost, `median ${at(0.5)}`),
    one(`90 % are at most ${sizes.ninetyPercentMost} lines`, at(0.9) <= sizes.ninetyPercentMost, `90 %: ${at(0.9)}`),
    one("no tracked file is over 1 MB", !heavy.length, heavy.join("\n")),
  ];
}

function nameRules(names: string[]): Outcome[] {
  const catchAll = names.filter((name) => /(^|\/)(utils|helpers|common|misc)\//.test(name));
  const isTest = (name: string) => basename(name).replace(/\.(test|sim\.test|worker|journey|d|config)(?=\.)/g, "");
  const wrong = names.filter((name) => {
    const file = isTest(name);
    if (/\.(ts|mjs)$/.test(file)) return !/^[a-z0-9]+(-[a-z0-9]+)*\.(ts|mjs)$/.test(file);
    if (file.endsWith(".py")) return !/^_{0,2}[a-z0-9]+(_[a-z0-9]+)*_{0,2}\.py$/.test(file);
    if (file.endsWith(".tsx")) return !/^([A-Z][A-Za-z0-9]*|[a-z0-9]+(-[a-z0-9]+)*)\.tsx$/.test(file);
    return false;
  });
  return [
    one("no folder is a catch-all", !catchAll.length, catchAll.join("\n")),
    one("files are named as the house names them", !wrong.length, wrong.join("\n")),
  ];
}

function contentRules(files: SourceFile[]): Outcome[] {
  return Object.entries(forbidden).map(([what, pattern]) => {
    const hits = files.flatMap(({ path, text }) =>
      text
        .split("\n")
        .flatMap((line, i) => (pattern.test(line) ? [`${path}:${i + 1}: ${line.trim().slice(0, 100)}`] : [])),
    );
    return one(`nowhere is ${what}`, !hits.length, hits.join("\n"));
  });
}

/** TypeScript's are held by biome; Python's linters count statements, so lines are counted here. */
function longFunctions(): Outcome {
  const script = join(import.meta.dirname, "long_functions.py");
  const output = execFileSync(python, [script, "70", "runpod-images", "sample", "scripts"], {
    cwd: root,
    encoding: "utf8",
  });
  return one("no Python function is over 70 lines", !output.trim(), output);
}
