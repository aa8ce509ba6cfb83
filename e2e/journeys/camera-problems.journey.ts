import test from "node:test";
import type { Page } from "playwright-core";
import { addPhotos, makeScan, tiles } from "../fixtures/app.ts";
import { eventually } from "../fixtures/eventually.ts";
import { look } from "../fixtures/look.ts";
import { newProfile, openPhone } from "../fixtures/phone.ts";
import { samplePhotos } from "../fixtures/photos.ts";

/** The picker on the camera screen gives photos all the same. */
async function leadOn(page: Page, before = 0) {
  await addPhotos(page, samplePhotos.slice(before, before + 2));
  await page.getByText(`${before + 2} photos in this pass`).waitFor();
  await page.getByRole("link", { name: "Done" }).click();
  await eventually("the photos are in the scan", async () => (await tiles(page).count()) === before + 2);
}

test("A camera that is not allowed leads on to the file picker", { timeout: 120_000 }, async (t) => {
  const { page } = await openPhone(t, newProfile(), "/", { moreFlags: ["--use-fake-ui-for-media-stream=deny"] });
  await makeScan(page);
  await page.getByRole("link", { name: "Take photos" }).click();
  await page.getByText("The camera is not allowed").waitFor();
  await look(page, "camera-denied");
  await leadOn(page);
});

test("A phone without a camera leads on to the file picker", { timeout: 120_000 }, async (t) => {
  const { page } = await openPhone(t, newProfile(), "/", { hasCamera: false });
  await makeScan(page);
  await page.getByRole("link", { name: "Take photos" }).click();
  await page.getByText("No camera was found").waitFor();
  await leadOn(page);
});

test("A camera that is lost in mid-stream leads on, with every photo kept", { timeout: 120_000 }, async (t) => {
  const { page } = await openPhone(t);
  await makeScan(page);
  await page.getByRole("link", { name: "Take photos" }).click();
  await page.getByRole("radio", { name: "Without the mat" }).check();
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await page.getByRole("button", { name: "Auto" }).click();
  await page.waitForFunction(() => (document.querySelector("video")?.videoWidth ?? 0) > 0);
  await page.evaluate(() => {
    const stream = document.querySelector("video")?.srcObject as MediaStream;
    for (const track of stream.getTracks()) {
      track.stop();
      // Only the system's own end is told by an event; this browser cannot be made to pull the plug.
      track.dispatchEvent(new Event("ended"));
    }
  });
  await page.getByText("The camera went away").waitFor();
  await look(page, "camera-lost");
  await page.getByRole("button", { name: "Start the camera again" }).click();
  await page.getByRole("button", { name: "Take photo" }).waitFor();
});
