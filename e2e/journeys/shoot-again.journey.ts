import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test, { type TestContext } from "node:test";
import type { Page } from "playwright-core";
import { makeScan, tiles } from "../fixtures/app.ts";
import { eventually } from "../fixtures/eventually.ts";
import { filmFlags } from "../fixtures/film.ts";
import { look } from "../fixtures/look.ts";
import { newProfile, openPhone } from "../fixtures/phone.ts";
import { type FilePayload, greyPng, samplePhotos } from "../fixtures/photos.ts";
import { giveStills } from "../fixtures/stills.ts";

const film = (t: TestContext) => filmFlags(t, [{ photo: samplePhotos[12] ?? "", frames: 30 }]);
const sample = (number: number): FilePayload => ({
  name: `${number}.jpg`,
  mimeType: "image/jpeg",
  buffer: readFileSync(samplePhotos[number] ?? ""),
});
const plain: FilePayload = { name: "plain.png", mimeType: "image/png", buffer: greyPng(1280, 960) };

const toCamera = async (page: Page) => {
  await page.getByRole("link", { name: "Take photos" }).click();
  await page.getByRole("button", { name: "Start", exact: true }).waitFor();
};
const taken = async (page: Page) => Number(await page.locator("strong", { hasText: /^\d+$/ }).first().textContent());
const shoot = async (page: Page, upTo: number) => {
  while ((await taken(page)) < upTo) {
    const before = await taken(page);
    await page.getByRole("button", { name: "Take photo" }).click();
    await eventually("one more photo is taken", async () => (await taken(page)) > before);
    // The shutter takes one at a time.
    await page.getByRole("button", { name: "Take photo", disabled: false }).waitFor();
  }
};

test("While photos are taken the phone says how the set stands, and a bad one is shot again in its place", {
  timeout: 300_000,
}, async (t) => {
  const { page, context } = await openPhone(t, newProfile(), "/", { moreFlags: film(t) });
  await makeScan(page);
  await toCamera(page);
  await page.getByText("The mat is in view.").waitFor();
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await page.getByRole("button", { name: "Auto" }).click();
  await context.setOffline(true);
  // The fifth has the first one's bytes: it cannot be kept.
  await giveStills(page, [...[0, 1, 2].map(sample), plain, sample(0), ...[3, 4, 5, 11, 12].map(sample)]);

  await shoot(page, 3);
  await page.getByText("Good", { exact: true }).waitFor({ timeout: 60_000 });
  await page.getByText(/^\d+ photos still to come need about/).waitFor();
  await shoot(page, 4);
  await page.getByText(/^photo-004\.png: Unusable: /).waitFor({ timeout: 60_000 });
  await page.getByRole("button", { name: /^4 of 8 photos until this can be told\. 1 to shoot again\./ }).waitFor();
  await look(page, "camera-bad-still");

  await page.getByRole("button", { name: "Shoot it again" }).click();
  await page.getByText("The next photo takes the place of photo-004.png.").waitFor();
  await look(page, "camera-again");
  await page.getByRole("button", { name: "Take photo" }).click();
  await page.getByRole("alert").getByText("1 file not added").waitFor();
  await page.getByRole("button", { name: "Dismiss" }).click();
  await page.getByText("The next photo takes the place of photo-004.png.").waitFor();
  assert.equal(await taken(page), 4, "what was not kept replaces nothing");

  await page.getByRole("button", { name: "Take photo" }).click();
  await page.getByRole("button", { name: /^4 of 8 photos until this can be told\.( Show why)?$/ }).waitFor();
  assert.equal(await taken(page), 4);

  await shoot(page, 8);
  const line = page.getByRole("button", { name: /of 8 connect\./ });
  await line.waitFor({ timeout: 120_000 });
  await line.click();
  const dialog = page.getByRole("dialog", { name: "Will it reconstruct?" });
  await dialog.getByText(/^The photos were taken from \d+ of 54 directions\. Photos are missing: /).waitFor();
  await look(page, "camera-verdict");
  await page.keyboard.press("Escape");

  await page.getByRole("link", { name: "Done" }).click();
  // Nothing is looked at twice: what the camera screen knew stands at once.
  await page
    .getByRole("region", { name: "Will it reconstruct?" })
    .getByText(/of 8 photos connect\./)
    .waitFor({ timeout: 3_000 });
  const names = await tiles(page).evaluateAll((all) =>
    all.map((tile) => tile.getAttribute("aria-label")?.split(":")[0]),
  );
  assert.deepEqual(
    names,
    [1, 2, 3, 4, 5, 6, 7, 8].map((number) => `photo-00${number}.jpg`),
  );

  await page.getByRole("button", { name: /^photo-002\.jpg: / }).click();
  await look(page, "photo-dialog-again");
  await page.getByRole("dialog").getByRole("link", { name: "Shoot it again: photo-002.jpg" }).click();
  await page.getByText("The next photo takes the place of photo-002.jpg.").waitFor();
  await page.getByRole("button", { name: "Keep the old one" }).click();
  assert.equal(await page.getByText("takes the place of").count(), 0);
});

test("A full device stops the shutter before a photo is lost", { timeout: 120_000 }, async (t) => {
  const { page } = await openPhone(t, newProfile(), "/", { moreFlags: film(t) });
  await makeScan(page);
  await toCamera(page);
  await page.getByRole("radio", { name: "Without the mat" }).check();
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await page.getByRole("button", { name: "Auto" }).click();
  await page.evaluate(() => {
    const full = async () => ({ usage: 1_000_000, quota: 1_050_000 });
    Object.defineProperty(navigator.storage, "estimate", { value: full, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await page.getByRole("alert").getByText("No space is left for another photo").waitFor();
  assert.equal(await page.getByRole("button", { name: "Take photo" }).count(), 0);
  await look(page, "camera-storage-full");
  await page.evaluate(() => Reflect.deleteProperty(navigator.storage, "estimate"));
  await page.getByRole("button", { name: "Check again" }).click();
  await page.getByRole("button", { name: "Take photo" }).waitFor();
});

test("Whoever has no mat is not made to fetch what finds it, and is told roughly from where the part was seen", {
  timeout: 180_000,
}, async (t) => {
  const { page, context } = await openPhone(t, newProfile(), "/", { moreFlags: film(t) });
  await context.grantPermissions(["camera", "background-sync", "accelerometer", "gyroscope", "magnetometer"]);
  const fetched: string[] = [];
  context.on("request", (request) => request.url().includes("opencv") && fetched.push(request.url()));
  await makeScan(page);
  await toCamera(page);
  // The first time nobody knows yet.
  await eventually("the mat is looked for", () => fetched.length > 0);
  await page.getByRole("radio", { name: "Without the mat" }).check();
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await page.getByRole("link", { name: "Done" }).click();

  await page.getByRole("link", { name: "Scans" }).first().click();
  fetched.length = 0;
  const scanId = await makeScan(page);
  await toCamera(page);
  await page.getByRole("radio", { name: "Without the mat", checked: true }).waitFor();
  const devtools = await context.newCDPSession(page);
  const hold = (alpha: number) =>
    devtools.send("DeviceOrientation.setDeviceOrientationOverride", { alpha, beta: 60, gamma: 0 });
  await hold(10);
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await page.getByRole("button", { name: "Auto" }).click();
  await giveStills(page, [sample(0), sample(1)]);
  await shoot(page, 1);
  const dome = page.getByRole("button", { name: /^Directions, roughly: / });
  await dome.waitFor();
  const one = Number(/(\d+) of/.exec((await dome.getAttribute("aria-label")) ?? "")?.[1]);
  await hold(100);
  await page.waitForTimeout(500);
  await shoot(page, 2);
  const count = async () => Number(/(\d+) of/.exec((await dome.getAttribute("aria-label")) ?? "")?.[1]);
  await eventually("the second photo is drawn elsewhere", async () => (await count()) > one);
  await dome.click();
  await page
    .getByRole("dialog")
    .getByText(/^Told by how the phone was held, so only roughly/)
    .waitFor();
  await look(page, "camera-rough-directions");
  await page.keyboard.press("Escape");
  await page.getByText("Good", { exact: true }).waitFor({ timeout: 60_000 });
  await page.getByRole("link", { name: "Done" }).click();
  await page.getByText("2 photos so far: from 8 on, this can be told.").waitFor({ timeout: 60_000 });
  await page.waitForTimeout(2_000);
  assert.deepEqual(fetched, [], "without a mat nothing looks for it");

  const [first] = await shotsOf(page, scanId);
  assert.equal(first?.lens?.way, "still");
  assert.equal(first?.held?.betaDeg, 60);
});

type Shot = { lens: { label: string; way: string } | null; held: { betaDeg: number } | null };

/** What is kept of how each photo was taken. */
function shotsOf(page: Page, scanId: string): Promise<Shot[]> {
  return page.evaluate(async (id) => {
    const db = await new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open("caliper");
      opening.onsuccess = () => resolve(opening.result);
    });
    const photos = await new Promise<{ shot: Shot }[]>((resolve) => {
      const reading = db.transaction("photos").objectStore("photos").index("scanId").getAll(id);
      reading.onsuccess = () => resolve(reading.result);
    });
    db.close();
    return photos.map(({ shot }) => shot);
  }, scanId);
}
