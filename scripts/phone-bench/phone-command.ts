// `npm run bench:phone [-- PHOTOS_DIR] [--slow 10]`: the camera screen in Chromium, with stills of twelve megapixels.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Page } from "playwright-core";
import { giveStills } from "../../e2e/fixtures/stills.ts";
import { python, root } from "../setup/places.mjs";
import { brake } from "./brake.ts";
import { type Camera, openCamera, shoot, spans, startWalk } from "./camera.ts";
import { at, type Figure, holds, table } from "./figures.ts";
import { busiestWorker, memoryMb, peakMb, rendererOf, threadTimes } from "./processes.ts";
import { serveApp } from "./serve.ts";
import { slowWalk } from "./slow-walk.ts";

const photosTold = 40;
const photosMost = 50;
/** A brisk walk: people take two to three seconds from one view to the next. */
const paceMs = 2_000;
const previewMs = 10_000;
const slowdown = 4;
const slowShots = 5;

export default async function benchPhone(words: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: {
      json: { type: "boolean", default: false },
      "no-mat": { type: "boolean", default: false },
      /** That walk alone, the page so many times slower. */
      slow: { type: "string" },
    },
  });
  const folder = mkdtempSync(join(tmpdir(), "caliper-phone-bench-"));
  const app = await serveApp();
  try {
    const photos = positionals[0] ?? join(root, "sample/photos");
    const stills = makeStills(photos, join(folder, "stills"), values.json);
    const withMat = !values["no-mat"];
    const slower = values.slow === undefined ? null : Number(values.slow);
    const figures = await measure({ url: app.url, folder, photos, stills, withMat, slower });
    const megabytes = stills.reduce((sum, file) => sum + statSync(file).size, 0) / stills.length / 1e6;
    const about = {
      photos,
      mat: !values["no-mat"],
      stillMb: +megabytes.toFixed(1),
      cores: cpus().length,
      load: loadavg(),
    };
    if (values.json) console.log(JSON.stringify({ ...about, figures }, null, 1));
    else {
      console.log(table(figures));
      console.log(
        `  ${photosMost} stills of 12 MP, ${about.stillMb} MB each; ${about.cores} cores, load ${about.load[0]?.toFixed(1)}`,
      );
    }
    return figures.every(holds) ? 0 : 1;
  } finally {
    await app.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

function makeStills(photos: string, out: string, quiet: boolean): string[] {
  if (!quiet) console.log(`Making ${photosMost} stills of 12 MP …`);
  mkdirSync(out, { recursive: true });
  const script = join(import.meta.dirname, "make_stills.py");
  const made = spawnSync(python, [script, photos, out, String(photosMost)], { encoding: "utf8" });
  if (made.status !== 0) throw new Error(`The stills could not be made: ${made.stderr}`);
  return readdirSync(out)
    .toSorted()
    .map((name) => join(out, name));
}

type Subject = {
  url: string;
  folder: string;
  photos: string;
  stills: string[];
  withMat: boolean;
  /** Null for the whole bench. */
  slower: number | null;
};

async function measure({ url, folder, photos, stills, withMat, slower }: Subject): Promise<Figure[]> {
  const profile = join(folder, "profile");
  const film = readdirSync(photos)
    .filter((name) => /\.(jpe?g|png)$/i.test(name))
    .toSorted()
    .slice(0, 4)
    .map((name) => join(photos, name));
  const camera = await openCamera(url, profile, folder, film);
  try {
    await startWalk(camera, withMat);
    await giveStills(camera.page, stills);
    const pid = rendererOf(profile);
    if (slower !== null) return await slowWalk(camera, pid, slower, photosTold, paceMs);
    const before = threadTimes(pid);
    const alone = await preview(camera.page, "preview frame, nothing else to do");
    // Nobody else works yet: the busiest of the workers is the one that watches.
    const watcher = busiestWorker(before, threadTimes(pid), null);
    const frames = alone.find(({ unit }) => unit === "/s")?.value ?? Number.NaN;
    const frameMs = (1000 * watcher.ms) / (frames * previewMs);
    return [
      ...alone,
      { name: "preview frame: processor time, mean", unit: "ms", value: frameMs, bar: 33 },
      ...(await walk(camera, pid, watcher.tid)),
      ...(await slowed(camera.page, pid)),
      ...(await openedAgain(camera, profile)),
    ];
  } finally {
    await camera.context.close();
  }
}

async function preview(page: Page, name: string): Promise<Figure[]> {
  await spans(page, "caliper-preview");
  await sleep(previewMs);
  return framesOf(await spans(page, "caliper-preview"), name, previewMs);
}

function framesOf(tookMs: number[], name: string, overMs: number): Figure[] {
  return [
    { name: `${name}: median`, unit: "ms", value: at(tookMs, 0.5), bar: 33 },
    { name: `${name}: 95 of 100`, unit: "ms", value: at(tookMs, 0.95), bar: 33 },
    { name: `${name}: frames a second`, unit: "/s", value: (1000 * tookMs.length) / overMs, bar: null, more: true },
  ];
}

/** Fifty photos at the pace of a walk; after the fortieth, and after the last, the person waits for the verdict. */
async function walk({ page }: Camera, pid: number, watcher: number): Promise<Figure[]> {
  const waitedMs = new Map<number, number>();
  const before = threadTimes(pid);
  await spans(page, "caliper-preview");
  const startedMs = Date.now();
  const mostMb = await peakMb(pid, async () => {
    for (let taken = 1; taken <= photosMost - slowShots; taken++) {
      const nextMs = Date.now() + paceMs;
      const waited = await shoot(page, taken, taken === photosTold || taken === photosMost - slowShots);
      if (waited !== null) waitedMs.set(taken, waited);
      await sleep(Math.max(0, nextMs - Date.now()));
    }
  });
  const previewsMs = await spans(page, "caliper-preview");
  const stillsMs = await spans(page, "caliper-still");
  const judgeMs = busiestWorker(before, threadTimes(pid), watcher).ms / stillsMs.length;
  return [
    ...framesOf(previewsMs, "preview frame, while photos are judged", Date.now() - startedMs),
    {
      name: "a 12 MP still judged, with its pairs and the set: median",
      unit: "ms",
      value: at(stillsMs, 0.5),
      bar: 1000,
    },
    { name: "a 12 MP still judged: 95 of 100", unit: "ms", value: at(stillsMs, 0.95), bar: 1000 },
    { name: "a 12 MP still judged: processor time, mean", unit: "ms", value: judgeMs, bar: 1000 },
    {
      name: "verdict, from the 40th photo's shutter",
      unit: "ms",
      value: waitedMs.get(photosTold) ?? Number.NaN,
      bar: 3000,
    },
    { name: "memory of the page's process (PSS), most, on the walk", unit: "MB", value: mostMb, bar: 600 },
  ];
}

async function slowed(page: Page, pid: number): Promise<Figure[]> {
  const { release } = await brake(pid, slowdown);
  try {
    const idle = await preview(page, "slowed 4 ×, preview");
    const startedMs = Date.now();
    for (let i = 1; i <= slowShots; i++) {
      const nextMs = Date.now() + 2 * paceMs;
      await shoot(page, 0, false);
      await sleep(Math.max(0, nextMs - Date.now()));
    }
    const busy = framesOf(await spans(page, "caliper-preview"), "slowed 4 ×, while judging", Date.now() - startedMs);
    const rates = [...idle, ...busy].filter(({ unit }) => unit === "/s");
    return rates.map((figure) => ({ ...figure, bar: 8 }));
  } finally {
    await release();
  }
}

/** All fifty looked at anew, as when the app was closed in between. */
async function openedAgain({ page }: Camera, profile: string): Promise<Figure[]> {
  const startedMs = Date.now();
  await page.reload();
  const pid = rendererOf(profile);
  const mostMb = await peakMb(pid, async () => {
    await page.getByRole("button", { name: new RegExp(`of ${photosMost} connect\\.`) }).waitFor({ timeout: 300_000 });
  });
  return [
    { name: "opened again: all 50 judged anew", unit: "ms", value: Date.now() - startedMs, bar: null },
    {
      name: "memory (PSS), all 50 judged anew, most",
      unit: "MB",
      value: Math.max(mostMb, memoryMb(pid)),
      bar: 600,
    },
  ];
}
