import assert from "node:assert/strict";
import test from "node:test";
import {
  addPhotos,
  freeWorkerAfter,
  makeScan,
  onServer,
  send,
  tiles,
  untilResult,
  untilTiles,
} from "../../fixtures/app.ts";
import { look } from "../../fixtures/look.ts";
import { openPhone } from "../../fixtures/phone.ts";
import { samplePhotos } from "../../fixtures/photos.ts";

const minute = 60_000;
/** One side of the part, low and half-way up. */
const leftOut = samplePhotos.filter((file) => /0(01|02|11|12)\.jpg$/.test(file));
const walked = samplePhotos.filter((file) => !leftOut.includes(file));

test("A side that was not photographed is asked for by name, and the scan goes on with its photos", {
  timeout: 28 * minute,
}, async (t) => {
  const phone = await openPhone(t);
  const { page } = phone;
  // What moves on the screen while it waits is drawn by the processor that the reconstruction needs.
  await page.emulateMedia({ reducedMotion: "reduce" });
  const scanId = await makeScan(page);
  freeWorkerAfter(t, phone, scanId);
  await addPhotos(page, walked);
  await untilTiles(page, walked.length, "Confirmed");
  await send(page, "Draft");
  await untilResult(page);

  const asked = page.getByRole("region", { name: "3 more views are asked for" });
  await asked.getByText("From the right, half-way up").waitFor();
  await asked.getByText("From the front right, low").waitFor();
  await asked.getByText("Nothing was photographed between 000.jpg and 003.jpg.").waitFor();
  await asked.getByText("Front is where 000.jpg was taken.").waitFor();
  await page.getByText("The server used 20 of 20 photos.").waitFor();
  await untilTiles(page, walked.length, "Confirmed. Used");
  await asked.scrollIntoViewIfNeeded();
  await look(page, "gap");
  await tiles(page).first().click();
  await page.getByRole("dialog").getByText("Used", { exact: true }).waitFor();
  await look(page, "photo-used");
  await page.keyboard.press("Escape");

  const before = await onServer(phone, scanId, "the first result", ({ state }) => state === "done");
  await asked.getByRole("button", { name: "Add photos from files" }).click();
  await addPhotos(page, leftOut);
  await untilTiles(page, samplePhotos.length, "Confirmed");
  await look(page, "gap-filled");
  await page.getByRole("button", { name: "Send again" }).click();

  const after = await onServer(phone, scanId, "a second run", ({ job }) => job?.jobId !== before.job?.jobId);
  assert.equal(after.photoCount, samplePhotos.length);
  for (const photo of before.photos)
    assert.deepEqual(
      after.photos.find((p) => p.photoId === photo.photoId),
      photo,
    );
  await page.getByRole("region", { name: "Progress" }).waitFor();
  await untilResult(page);
  await page.getByText("The server used 24 of 24 photos.").waitFor();
  assert.equal(await page.getByText(/more views? (is|are) asked for/).count(), 0, "nothing is missing any more");
  await page.getByRole("region", { name: "Versions" }).waitFor();
  await look(page, "gap-closed");
});
