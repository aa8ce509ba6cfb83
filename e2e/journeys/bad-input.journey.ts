import assert from "node:assert/strict";
import test from "node:test";
import { problems } from "#contract/problem";
import { addPhotos, makeScan, onServer, tiles, untilTiles } from "../fixtures/app.ts";
import { eventually } from "../fixtures/eventually.ts";
import { look } from "../fixtures/look.ts";
import { openPhone } from "../fixtures/phone.ts";
import { badFiles, samplePhotos } from "../fixtures/photos.ts";

test("Files that are not usable photos are named with what to do, and the good ones stay", {
  timeout: 120_000,
}, async (t) => {
  const phone = await openPhone(t);
  const { page } = phone;
  const scanId = await makeScan(page);
  await addPhotos(page, samplePhotos.slice(0, 3));
  await untilTiles(page, 3, "Confirmed");

  await addPhotos(page, Object.values(badFiles));
  const alert = page.getByRole("alert").filter({ hasText: "4 files not added" });
  await alert.waitFor();
  for (const code of ["photo-not-image", "photo-empty", "photo-truncated", "photo-too-small"] as const) {
    await alert.getByText(`${problems[code].title}. ${problems[code].todo}`).waitFor();
  }
  for (const { name } of Object.values(badFiles)) await alert.getByText(name).waitFor();
  await look(page, "bad-files");
  await alert.getByRole("button", { name: "Dismiss" }).click();

  await addPhotos(page, samplePhotos.slice(0, 1));
  await page.getByRole("alert").getByText(problems["photo-duplicate"].title).waitFor();
  assert.equal(await tiles(page).count(), 3, "the same photo does not come in twice");
  const view = await onServer(phone, scanId, "three photos", ({ photos }) => photos.length === 3);
  assert.equal(view.state, "draft");
});

test("Too few photos cannot be sent, and the app says how many are missing", { timeout: 120_000 }, async (t) => {
  const { page } = await openPhone(t);
  await makeScan(page);
  const button = page.getByRole("button", { name: "Send scan" });
  await addPhotos(page, samplePhotos.slice(0, 19));
  await page.getByText("Pass 1 needs 1 more photo.").waitFor();
  assert.equal(await button.getAttribute("aria-disabled"), "true");
  await button.click({ force: true });
  await addPhotos(page, samplePhotos.slice(19, 20));
  await page.getByText("Ready to send.").waitFor();
  await eventually("the button can be pressed", async () => (await button.getAttribute("aria-disabled")) !== "true");
});
