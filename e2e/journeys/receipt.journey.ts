import assert from "node:assert/strict";
import test from "node:test";
import type { Page } from "playwright-core";
import { addPhotos, makeScan, onlyHere, onServer, tiles, untilTiles } from "../fixtures/app.ts";
import { downloadBy, textOf } from "../fixtures/download.ts";
import { eventually } from "../fixtures/eventually.ts";
import { look } from "../fixtures/look.ts";
import { openPhone, url } from "../fixtures/phone.ts";
import { samplePhotos } from "../fixtures/photos.ts";

const photos = samplePhotos.slice(0, 20);

test("The receipt says which photos may be deleted from the phone, by the server's word alone", {
  timeout: 240_000,
}, async (t) => {
  const phone = await openPhone(t);
  const { page, context } = phone;
  await context.setOffline(true);
  const scanId = await makeScan(page);
  await addPhotos(page, photos);
  await untilTiles(page, photos.length, onlyHere);
  await page.getByRole("link", { name: "Sync receipt" }).click();
  await page.getByText(/^20 of 20 photos are not confirmed \(20 waiting\): keep them on this phone\.$/).waitFor();
  await look(page, "receipt-waiting");

  await context.setOffline(false);
  const safe = page.getByText("All 20 photos are confirmed by the server: safe to delete from this phone.");
  await safe.waitFor({ timeout: 120_000 });
  await page.getByText(/^The server listed what it holds at/).waitFor();
  await look(page, "receipt-safe");

  const rows = (await textOf(await downloadBy(page.getByRole("button", { name: "Save as CSV" })))).trim().split("\r\n");
  const view = await onServer(phone, scanId, "all photos", (seen) => seen.photos.length === 20);
  assert.equal(rows.length, 21);
  for (const { sha256, bytes, receivedAtMs } of view.photos) {
    const row = rows.find((line) => line.includes(sha256));
    assert.ok(row?.includes(`,${bytes},confirmed,${new Date(receivedAtMs).toISOString()},yes,`), row);
  }

  // A server that loses a photo: the receipt takes its word back, and the phone sends the photo again.
  const lost = view.photos[3];
  assert.ok(lost);
  await loseOnServer(page, scanId, lost.photoId);
  // The service worker may have it sent again in a moment: what the receipt said meanwhile is written down.
  const said = await statusesFromNow(page);
  await page.getByRole("button", { name: "Ask the server again" }).click();
  const takenBack = "1 of 20 photos is not confirmed (1 waiting): keep it on this phone.";
  await eventually("the receipt takes its word back", async () =>
    (await said()).some((status) => status.includes(takenBack)),
  );
  await safe.waitFor({ timeout: 60_000 });

  await context.setOffline(true);
  await page.reload();
  await safe.waitFor();
  await page.getByText(/^Offline: shown as the server last answered\./).waitFor();
});

test("In a tab on an iPhone the camera asks for installation first, and files lead on", {
  timeout: 120_000,
}, async (t) => {
  const { page } = await openPhone(t);
  await page.addInitScript(() => {
    const webkit = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Mobile/15E148 Safari/604.1";
    const userAgent = `Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) ${webkit}`;
    Object.defineProperty(navigator, "userAgent", { get: () => userAgent });
  });
  await page.reload();
  await makeScan(page);
  await page.getByRole("link", { name: "Take photos" }).click();
  await page.getByRole("heading", { name: "Install Caliper first" }).waitFor();
  await page.getByText("Choose “Add to Home Screen”, then Add.").waitFor();
  assert.equal(await page.locator("video").count(), 0, "no camera is opened");
  await look(page, "install-first");
  await page.getByRole("link", { name: "Go on with files" }).click();
  await addPhotos(page, photos.slice(0, 2));
  await untilTiles(page, 2, "Confirmed");
});

test("Storage needed and left stands where photos are added, and a full phone says why nothing more fits", {
  timeout: 120_000,
}, async (t) => {
  const { page, context } = await openPhone(t);
  await makeScan(page);
  await page.getByText(/^20 photos still to come need about 80 MB; the browser allows up to .* here\.$/).waitFor();
  await addPhotos(page, photos.slice(0, 3));
  await page.getByText(/^17 photos still to come need about/).waitFor();
  await untilTiles(page, 3, "Confirmed");

  const devtools = await context.newCDPSession(page);
  const quota = (quotaSize?: number) =>
    devtools.send("Storage.overrideQuotaForOrigin", { origin: url, ...(quotaSize ? { quotaSize } : {}) });
  await quota(1_000);
  // Chromium asks itself what is left once in 30 s.
  await page.waitForTimeout(31_000);
  await addPhotos(page, photos.slice(3, 5));
  await page.getByRole("alert").filter({ hasText: "No space is left on this device" }).getByText("003.jpg").waitFor();
  assert.equal(await tiles(page).count(), 3, "what was saved stays, what was not is named");
  await quota();

  // Chromium's estimate is not of the disk but a fixed allowance; a browser that says it is full is made up here.
  await page.evaluate(() => {
    const full = async () => ({ usage: 1_000_000, quota: 1_050_000 });
    Object.defineProperty(navigator.storage, "estimate", { value: full, configurable: true });
  });
  await addPhotos(page, photos.slice(3, 4));
  const none = page.getByRole("alert").filter({ hasText: "No space is left for another photo" });
  await none.waitFor();
  assert.equal(await page.getByLabel("Choose photos").count(), 0, "what would be lost cannot be added");
  await look(page, "storage-full");
  await page.evaluate(() => Reflect.deleteProperty(navigator.storage, "estimate"));
  await none.getByRole("button", { name: "Check again" }).click();
  await eventually("photos can be added again", async () => (await page.getByLabel("Choose photos").count()) === 1);
});

/** The server loses one photo behind the app's back. */
/** Every text of the receipt's status from now on. */
async function statusesFromNow(page: Page): Promise<() => Promise<string[]>> {
  const said = await page.evaluateHandle(() => {
    const texts: string[] = [];
    const note = () => texts.push(document.querySelector("[role=status]")?.textContent ?? "");
    new MutationObserver(note).observe(document.body, { subtree: true, childList: true, characterData: true });
    return texts;
  });
  return () => said.jsonValue();
}

async function loseOnServer(page: Page, scanId: string, photoId: string): Promise<void> {
  const status = await page.evaluate(async (path) => {
    const db = await new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open("caliper");
      opening.onsuccess = () => resolve(opening.result);
    });
    const token = await new Promise((resolve) => {
      const reading = db.transaction("device").objectStore("device").get("token");
      reading.onsuccess = () => resolve(reading.result);
    });
    db.close();
    return (await fetch(path, { method: "DELETE", headers: { authorization: `Bearer ${token}` } })).status;
  }, `/api/v1/scans/${scanId}/photos/${photoId}`);
  assert.equal(status, 204);
}
