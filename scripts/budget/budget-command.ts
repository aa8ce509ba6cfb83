// Measures how the app opens on a slow phone: Chromium, 4 × slower, on a 4G line of 1.6 Mbit/s with 150 ms latency
// (the throttling Lighthouse uses for mobile). Five cold openings; the median is told and held against the budget.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Page } from "playwright-core";
import { systemAt } from "../scan/with-system.ts";
import { findChromium } from "../setup/debian.mjs";

const line = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 94_000 };
const slowdown = 4;
const openings = 5;
const budget = { firstPaintMs: 1800, largestPaintMs: 2500, blockedMs: 200, layoutShift: 0.1, transferredKb: 150 };
type Figures = Record<keyof typeof budget, number>;

export default async function measureBudget(args: string[]): Promise<number> {
  const system = await systemAt(args[0] === "--url" ? args[1] : undefined);
  try {
    const runs: Figures[] = [];
    for (let i = 0; i < openings; i++) runs.push(await open(system.url));
    const names = Object.keys(budget) as (keyof Figures)[];
    const medians = names.map((name) => ({ name, median: median(runs.map((run) => run[name])) }));
    for (const { name, median: figure } of medians)
      console.log(`  ${name.padEnd(15)} ${String(+figure.toFixed(3)).padStart(8)}   budget ${budget[name]}`);
    return medians.every(({ name, median: figure }) => figure <= budget[name]) ? 0 : 1;
  } finally {
    await system.stop();
  }
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** A cold opening: a new profile, so nothing is cached and no service worker helps. */
async function open(url: string): Promise<Figures> {
  const profile = mkdtempSync(join(tmpdir(), "caliper-budget-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: findChromium() ?? undefined,
    args: ["--no-sandbox"],
    viewport: { width: 360, height: 740 },
    isMobile: true,
    serviceWorkers: "block",
  });
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    const devtools = await context.newCDPSession(page);
    await devtools.send("Network.enable");
    await devtools.send("Network.emulateNetworkConditions", line);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
    let bytes = 0;
    devtools.on("Network.loadingFinished", ({ encodedDataLength }) => {
      bytes += encodedDataLength;
    });
    await page.addInitScript(observe);
    await page.goto(url, { waitUntil: "networkidle" });
    await page.getByRole("button", { name: "New scan" }).waitFor();
    return { ...(await read(page)), transferredKb: bytes / 1000 };
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

type Seen = { largestPaintMs: number; blockedMs: number; layoutShift: number };

/** Runs in the page, before anything of it. */
function observe(): void {
  const seen: Seen = { largestPaintMs: 0, blockedMs: 0, layoutShift: 0 };
  Object.assign(globalThis, { seen });
  const on = (type: string, note: (entry: PerformanceEntry & { value: number }) => void) =>
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) note(entry as PerformanceEntry & { value: number });
    }).observe({ type, buffered: true });
  on("largest-contentful-paint", (entry) => {
    seen.largestPaintMs = entry.startTime;
  });
  on("longtask", (entry) => {
    seen.blockedMs += entry.duration - 50;
  });
  on("layout-shift", (entry) => {
    seen.layoutShift += entry.value;
  });
}

function read(page: Page): Promise<Seen & { firstPaintMs: number }> {
  return page.evaluate(() => ({
    ...(globalThis as unknown as { seen: Seen }).seen,
    firstPaintMs: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN,
  }));
}
