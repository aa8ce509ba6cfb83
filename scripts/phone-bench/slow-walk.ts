// A walk on a phone that is too busy to judge all that comes: what is known in time, and that nothing is lost.
import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "playwright-core";
import { brake } from "./brake.ts";
import { type Camera, shoot, spans } from "./camera.ts";
import { at, type Figure } from "./figures.ts";

const toldWithinMs = 3_000;
const endMs = 900_000;

/** `photos` at the pace of a walk; then how much is judged three seconds after the last, and how long the rest takes. */
export async function slowWalk(
  camera: Camera,
  pid: number,
  slower: number,
  photos: number,
  paceMs: number,
): Promise<Figure[]> {
  const { page } = camera;
  for (const name of ["caliper-glimpsed", "caliper-judged"]) await spans(page, name);
  const { release } = await brake(pid, slower);
  const startedMs = Date.now();
  try {
    for (let taken = 1; taken <= photos; taken++) {
      const nextMs = Date.now() + paceMs;
      await shoot(page, taken, false);
      if (taken < photos) await sleep(Math.max(0, nextMs - Date.now()));
    }
    const lastMs = Date.now();
    await sleep(toldWithinMs);
    const [line, soon] = [await lineOf(page), await count(page, "caliper-judged")];
    console.log(`  ${toldWithinMs / 1000} s after the last photo: “${line}”`);
    await until(page, async () => (await count(page, "caliper-judged")) >= photos);
    const judgedMs = Date.now() - lastMs;
    await until(page, async () => !/so far|Still comparing/.test(await lineOf(page)));
    const settledMs = Date.now() - lastMs;
    console.log(`  in the end: “${await lineOf(page)}”`);
    const [glimpsed, judged] = [await spans(page, "caliper-glimpsed"), await spans(page, "caliper-judged")];
    const name = `slowed ${slower} ×`;
    return [
      figure(`${name}: a photo every`, (lastMs - startedMs) / (photos - 1)),
      figure(`${name}: from a photo to the first word on it, median`, at(glimpsed, 0.5)),
      figure(`${name}: from a photo to the first word on it, 95 of 100`, at(glimpsed, 0.95)),
      figure(`${name}: from a photo to its place in the set, median`, at(judged, 0.5)),
      { name: `${name}: judged 3 s after the last of ${photos}`, unit: "", value: soon, bar: null, more: true },
      figure(`${name}: all judged, after the last photo`, judgedMs),
      figure(`${name}: all compared, after the last photo`, settledMs),
      { name: `${name}: photos without a grade in the end`, unit: "", value: photos - judged.length, bar: 0 },
    ];
  } finally {
    await release();
  }
}

const figure = (name: string, value: number): Figure => ({ name, unit: "ms", value, bar: null });

const count = (page: Page, name: string) => page.evaluate((span) => performance.getEntriesByName(span).length, name);

/** The verdict in a line, as it stands over the shutter. */
const lineOf = async (page: Page) =>
  ((await page.getByRole("button", { name: /Show why$/ }).textContent({ timeout: 60_000 })) ?? "")
    .replace("Show why", "")
    .trim();

async function until(page: Page, isSo: () => Promise<boolean>): Promise<void> {
  const endsMs = Date.now() + endMs;
  while (!(await isSo())) {
    if (Date.now() > endsMs) throw new Error(`The judge did not come to an end: ${await lineOf(page)}`);
    await sleep(250);
  }
}
