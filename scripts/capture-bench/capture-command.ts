// `npm run bench:capture -- PHOTOS_DIR…`: what the phone's judge says of photo sets, beside what really comes of them.
import { parseArgs } from "node:util";
import { type Example, fitWeights, isFittedOn } from "./fit.ts";
import { type Judged, judgeSet } from "./judge-set.ts";
import { printSet, printSummary, printTable } from "./print.ts";
import { type Counts, countPhotos, countSets, precisionOf, recallOf, type SetRow, scoreSet } from "./score.ts";
import { prepareSets, readOutcome, readTold } from "./sets.ts";

type Row = SetRow & { fitted: boolean };

export default async function benchCapture(words: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: {
      json: { type: "boolean", default: false },
      "make-hard": { type: "boolean", default: false },
      only: { type: "string", default: "" },
      cached: { type: "boolean", default: false },
      fit: { type: "boolean", default: false },
    },
  });
  if (positionals.length === 0) {
    console.error(
      "usage: npm run bench:capture -- PHOTOS_DIR… [--make-hard] [--only SET,…] [--cached] [--fit] [--json]",
    );
    return 2;
  }
  const only = values.only.split(",").filter(Boolean);
  const made = makeSets(positionals, values["make-hard"], values.cached);
  const names = made.filter((name) => !only.length || only.includes(name));
  const rows: Row[] = [];
  const all: { name: string; judged: Judged; row: Row | null }[] = [];
  for (const name of names) {
    const outcome = readOutcome(name, !values.cached);
    if (outcome === null) continue;
    const judged = judgeSet(name);
    const row = { ...scoreSet(name, readTold(name), judged.verdict, outcome), fitted: isFittedOn(name) };
    rows.push(row);
    all.push({ name, judged, row });
    if (!values.json) printSet(row, name, judged);
  }
  if (values.json) console.log(JSON.stringify({ summary: summaryOf(rows), sets: all.map(asJson) }, null, 1));
  else report(rows);
  if (values.fit) printFit(all);
  return 0;
}

/** A gap is cut where the whole set's cameras stand: without truth beside the photos, that set is reconstructed first. */
function makeSets(folders: string[], hard: boolean, cached: boolean): string[] {
  const names = prepareSets(folders, hard);
  if (!hard || cached) return names;
  for (const name of names) if (name.endsWith(".whole") && !name.endsWith("-bare.whole")) readOutcome(name, true);
  return prepareSets(folders, hard);
}

function report(rows: readonly Row[]): void {
  printTable(rows);
  printSummary(
    "fitted on",
    rows.filter(({ fitted }) => fitted),
  );
  printSummary(
    "not fitted on",
    rows.filter(({ fitted }) => !fitted),
  );
  printSummary("all", rows);
}

function summaryOf(rows: readonly SetRow[]): object {
  const told = (counts: Counts) => ({ ...counts, precision: precisionOf(counts), recall: recallOf(counts) });
  return { photos: told(countPhotos(rows)), setsCalledLikely: told(countSets(rows)) };
}

function asJson({ name, judged, row }: { name: string; judged: Judged; row: Row | null }): object {
  return { name, ...row, gaps: judged.verdict.gaps, measures: judged.measures, ms: judged.ms };
}

/** The weights for `pwa/judging/set/model.ts`. */
function printFit(all: readonly { judged: Judged; row: Row | null }[]): void {
  for (const mode of ["mat", "free"] as const) {
    for (const asked of ["any", "good"] as const) {
      const examples = all.flatMap(({ judged, row }): Example[] => {
        const measures = judged.measures[0];
        const came = asked === "any" ? row?.failure === null : row?.good === true;
        return row?.fitted && measures?.mode === mode ? [{ measures, came }] : [];
      });
      console.error(
        `${mode} ${asked}: ${JSON.stringify(fitWeights(examples, mode, asked))} from ${examples.length} sets`,
      );
    }
  }
}
