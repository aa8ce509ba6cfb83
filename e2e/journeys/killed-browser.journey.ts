import assert from "node:assert/strict";
import test from "node:test";
import type { Page } from "playwright-core";
import { addPhotos, cancelJob, freeWorkerAfter, makeScan, onServer, send, untilTiles } from "../fixtures/app.ts";
import { newProfile, openPhone, url } from "../fixtures/phone.ts";
import { sampleHashes, samplePhotos } from "../fixtures/photos.ts";

/** So slow that a photo of 260 KB is on its way for seconds. */
const slowUpload = { offline: false, latency: 50, downloadThroughput: -1, uploadThroughput: 120_000 };

test("The browser is killed in mid-upload and nothing is lost or doubled", { timeout: 240_000 }, async (t) => {
  const profile = newProfile();
  const first = await openPhone(t, profile);
  const scanId = await makeScan(first.page);
  freeWorkerAfter(t, first, scanId);
  const network = await first.context.newCDPSession(first.page);
  await network.send("Network.enable");
  await network.send("Network.emulateNetworkConditions", slowUpload);
  await addPhotos(first.page, samplePhotos);
  await untilTiles(first.page, samplePhotos.length, "");
  await send(first.page, "Draft");
  const before = await onServer(first, scanId, "some photos, not all", ({ photos }) => photos.length >= 3, 90_000);
  assert.ok(before.photos.length < samplePhotos.length, "the kill comes in mid-upload");
  assert.equal(before.job, null);

  await first.kill();
  const second = await openPhone(t, profile);

  const after = await onServer(second, scanId, "all photos and a job", ({ job }) => job !== null, 120_000);
  assert.deepEqual(after.photos.map((photo) => photo.sha256).toSorted(), sampleHashes, "each photo once");
  for (const receipt of before.photos) {
    const kept = after.photos.find(({ photoId }) => photoId === receipt.photoId);
    assert.deepEqual(kept, receipt, "what was confirmed before the kill was not sent again");
  }
  assert.deepEqual(await scanIdsOf(second.page), [scanId]);
  await second.page.goto(`${url}/scans/${scanId}`);
  await untilTiles(second.page, samplePhotos.length, "Confirmed");
  await cancelJob(second.page);
});

/** Every scan the list shows. */
async function scanIdsOf(page: Page): Promise<string[]> {
  const rows = page.locator('a[href^="/scans/"]');
  await rows.first().waitFor();
  const links = await rows.evaluateAll((all) => all.map((row) => row.getAttribute("href") ?? ""));
  return links.map((href) => href.replace("/scans/", ""));
}
