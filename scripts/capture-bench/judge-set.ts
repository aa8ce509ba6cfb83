// One set before the judge, photo by photo as a person would shoot it.
import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import { createSetJudge, type Evidence, measuresOf, verdictOf } from "../../pwa/judging/judge.ts";
import type { Measures } from "../../pwa/judging/set/measures.ts";
import type { SetVerdict } from "../../pwa/judging/types.ts";
import { root } from "../setup/places.mjs";
import { folderOf, readGrey, readPixels } from "./sets.ts";

/** Median and longest of the photos, and the verdict after the last one was in. */
export type Took = { addMedian: number; addMost: number; last: number };
export type Judged = { verdict: SetVerdict; measures: Measures[]; ms: Took };
type Kept = { key: string; evidence: Evidence; ms: Took };

/** What the evidence of a set hangs on; verdicts are worked out from it anew each time. */
const sources = ["types.ts", "{features,matching,picture}/*.ts", "set/{entry,pair,candidates,part-region}.ts"];

export function judgeSet(name: string): Judged {
  const file = join(folderOf(name), "evidence.bin");
  const key = keyOf();
  let kept: Kept | null = existsSync(file) ? (deserialize(readFileSync(file)) as Kept) : null;
  if (kept?.key !== key) {
    kept = { key, ...gather(name) };
    writeFileSync(file, serialize(kept));
  }
  return { verdict: verdictOf(kept.evidence), measures: measuresOf(kept.evidence), ms: kept.ms };
}

function keyOf(): string {
  const hash = createHash("sha256");
  const room = join(root, "pwa", "judging");
  for (const path of sources.flatMap((pattern) => globSync(pattern, { cwd: room })).toSorted()) {
    if (!path.endsWith(".test.ts")) hash.update(path).update(readFileSync(join(room, path)));
  }
  return hash.digest("hex");
}

function gather(name: string): { evidence: Evidence; ms: Took } {
  const judge = createSetJudge();
  const took: number[] = [];
  readGrey(name).forEach((photo, order) => {
    const grey = { widthPx: photo.widthPx, heightPx: photo.heightPx, data: readPixels(name, photo) };
    const started = performance.now();
    judge.add({ id: photo.name, order, grey, pose: photo.pose });
    took.push(performance.now() - started);
  });
  const started = performance.now();
  judge.verdict();
  const verdictMs = performance.now() - started;
  const sorted = took.toSorted((a, b) => a - b);
  const ms = {
    addMedian: Math.round(sorted[sorted.length >> 1] ?? 0),
    addMost: Math.round(sorted.at(-1) ?? 0),
    last: Math.round((took.at(-1) ?? 0) + verdictMs),
  };
  return { evidence: withoutDescriptors(judge.evidence), ms };
}

/** They are compared already, and are most of the bytes. */
function withoutDescriptors({ entries, pairs }: Evidence): Evidence {
  const bare = [...entries].map(([id, entry]) => {
    const features = { ...entry.features, descriptors: new Uint8Array(0) };
    return [id, { ...entry, features, coarse: features }] as const;
  });
  return { entries: new Map(bare), pairs };
}
