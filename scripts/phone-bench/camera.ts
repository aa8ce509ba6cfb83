// The camera screen as a bench drives it: a film for the preview, stills of twelve megapixels for the shutter.
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { flagsOfFilm } from "../../e2e/fixtures/film.ts";
import { findChromium } from "../setup/debian.mjs";

const sceneFrames = 60;

export type Camera = { context: BrowserContext; page: Page; scanId: string };

export async function openCamera(url: string, profile: string, folder: string, film: string[]): Promise<Camera> {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: findChromium() ?? undefined,
    args: [
      "--no-sandbox",
      "--use-fake-ui-for-media-stream",
      "--use-fake-device-for-media-stream",
      ...flagsOfFilm(
        folder,
        film.map((photo) => ({ photo, frames: sceneFrames })),
      ),
    ],
    viewport: { width: 360, height: 740 },
    deviceScaleFactor: 2,
    hasTouch: true,
    isMobile: true,
    permissions: ["camera"],
  });
  const page = context.pages()[0] ?? (await context.newPage());
  page.setDefaultTimeout(60_000);
  await page.goto(url);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.getByRole("button", { name: "New scan" }).click();
  await page.waitForURL(/\/scans\/[0-9a-f-]{36}$/);
  const scanId = page.url().split("/").at(-1) ?? "";
  await page.getByRole("link", { name: "Take photos" }).click();
  return { context, page, scanId };
}

/** With the mat once it is seen; the shutter by hand. From then on without a network, as in a cellar. */
export async function startWalk({ page, context }: Camera, withMat: boolean): Promise<void> {
  if (withMat) await page.getByText("The mat is in view.").waitFor();
  else await page.getByRole("radio", { name: "Without the mat" }).check();
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await page.getByRole("button", { name: "Auto" }).click();
  await context.setOffline(true);
}

/** Takes one photo; how long until the set's verdict counts `photos`, or null where nobody waited for it. */
export async function shoot(page: Page, photos: number, wait: boolean): Promise<number | null> {
  const startedMs = Date.now();
  await page.getByRole("button", { name: "Take photo" }).click();
  if (!wait) return null;
  await page.getByRole("button", { name: new RegExp(`of ${photos} connect\\.`) }).waitFor();
  return Date.now() - startedMs;
}

/** How long each one of a kind of work took since it was last asked, by the page's own clock. */
export function spans(page: Page, name: string): Promise<number[]> {
  return page.evaluate((span) => {
    const found = performance.getEntriesByName(span).map(({ duration }) => duration);
    performance.clearMeasures(span);
    return found;
  }, name);
}
