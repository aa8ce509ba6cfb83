import assert from "node:assert/strict";
import test from "node:test";
import {
  addPhotos,
  cancelJob,
  freeWorkerAfter,
  makeScan,
  onlyHere,
  onServer,
  send,
  untilTiles,
} from "../fixtures/app.ts";
import { openPhone } from "../fixtures/phone.ts";
import { sampleHashes, samplePhotos } from "../fixtures/photos.ts";

test("A scan made offline is sent when the network returns", { timeout: 180_000 }, async (t) => {
  const phone = await openPhone(t);
  const { page, context } = phone;
  await context.setOffline(true);
  const scanId = await makeScan(page);
  freeWorkerAfter(t, phone, scanId);
  await addPhotos(page, samplePhotos);
  await untilTiles(page, samplePhotos.length, onlyHere);
  await send(page, "Draft");
  await page.getByText(`Will be sent when the network returns: ${samplePhotos.length} photos to go.`).waitFor();
  assert.equal(await (await phone.server()).scanIfThere(scanId), null, "nothing has reached the server yet");

  await context.setOffline(false);

  const view = await onServer(phone, scanId, "all photos and a job", ({ job }) => job !== null, 120_000);
  assert.deepEqual(view.photos.map((photo) => photo.sha256).toSorted(), sampleHashes);
  assert.equal(view.job?.jobId !== undefined, true);
  await page
    .getByText(/^(Queued|Working)$/)
    .first()
    .waitFor();
  await cancelJob(page);
});
