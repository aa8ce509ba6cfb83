import test from "node:test";
import { addPhotos, makeScan, tiles, untilTiles } from "../fixtures/app.ts";
import { look } from "../fixtures/look.ts";
import { openPhone, url } from "../fixtures/phone.ts";
import { samplePhotos } from "../fixtures/photos.ts";

test("Every screen before the result reads well on a small phone, by day and by night", {
  timeout: 240_000,
}, async (t) => {
  const { page, context } = await openPhone(t);
  await page.getByText("No scans yet").waitFor();
  await look(page, "list-empty");

  await makeScan(page);
  await page.getByText("Add 20 to 50 photos.").waitFor();
  await look(page, "scan-empty");

  await addPhotos(page, samplePhotos.slice(0, 20));
  await untilTiles(page, 20, "Confirmed");
  await page.getByText("Ready to send.").waitFor();
  await look(page, "scan-ready");

  await page.getByText("Options", { exact: true }).click();
  await look(page, "send-options");

  await tiles(page).first().click();
  await page.getByRole("dialog").waitFor();
  await look(page, "photo-dialog");
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "Rename" }).click();
  await page.getByRole("dialog").waitFor();
  await look(page, "rename-dialog");
  await page.keyboard.press("Escape");

  await page.getByRole("link", { name: "Take photos" }).click();
  await page.getByRole("radio", { name: "Without the mat" }).check();
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await page.getByRole("button", { name: "Take photo" }).waitFor();
  await page.waitForFunction(() => (document.querySelector("video")?.videoWidth ?? 0) > 0);
  await look(page, "camera");

  await page.goto(`${url}/`);
  await page.locator('a[href^="/scans/"]').first().waitFor();
  await look(page, "list");

  await page.goto(`${url}/device`);
  await page.getByRole("heading", { name: "Measuring mat" }).waitFor();
  await look(page, "device");

  await page.goto(`${url}/nowhere`);
  await page.getByText("Nothing here").waitFor();
  await look(page, "not-found");

  await context.setOffline(true);
  await page.goto(`${url}/`);
  await page.getByText(/Offline\. Photos/).waitFor();
  await look(page, "list-offline");
});
