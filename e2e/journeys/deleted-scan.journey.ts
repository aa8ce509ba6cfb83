import assert from "node:assert/strict";
import test from "node:test";
import { addPhotos, makeScan, onServer, untilTiles } from "../fixtures/app.ts";
import { eventually } from "../fixtures/eventually.ts";
import { look } from "../fixtures/look.ts";
import { openPhone } from "../fixtures/phone.ts";
import { samplePhotos } from "../fixtures/photos.ts";

test("A deleted scan is gone from the phone and the server", { timeout: 120_000 }, async (t) => {
  const phone = await openPhone(t);
  const { page } = phone;
  const scanId = await makeScan(page);
  await addPhotos(page, samplePhotos.slice(0, 4));
  await untilTiles(page, 4, "Confirmed");
  await onServer(phone, scanId, "four photos", ({ photos }) => photos.length === 4);

  await page.getByRole("button", { name: "Delete scan" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("4 photos and all results are deleted").waitFor();
  await look(page, "delete-dialog");
  await dialog.getByRole("button", { name: "Delete scan" }).click();

  await page.getByText("No scans yet").waitFor();
  const server = await phone.server();
  await eventually("the server has no such scan", async () => (await server.scanIfThere(scanId)) === null);
  const left = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const opening = indexedDB.open("caliper");
        opening.onsuccess = () => {
          const counting = opening.result.transaction("bytes").objectStore("bytes").count();
          counting.onsuccess = () => {
            opening.result.close();
            resolve(counting.result);
          };
        };
      }),
  );
  assert.equal(left, 0, "no photo is left on the phone");
});
