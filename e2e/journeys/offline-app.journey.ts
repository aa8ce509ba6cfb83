import test from "node:test";
import { addPhotos, makeScan, onlyHere, untilTiles } from "../fixtures/app.ts";
import { openPhone, url } from "../fixtures/phone.ts";
import { samplePhotos } from "../fixtures/photos.ts";

test("The app opens offline", { timeout: 120_000 }, async (t) => {
  const { page, context } = await openPhone(t);
  const scanId = await makeScan(page);
  await addPhotos(page, samplePhotos.slice(0, 3));
  await untilTiles(page, 3, "Confirmed");

  await context.setOffline(true);
  await page.reload();
  await page.getByText(/Offline\. Photos/).waitFor();
  await untilTiles(page, 3, "Confirmed");

  await page.goto(`${url}/`);
  // The list comes out of IndexedDB after the heading.
  await page.locator(`a[href="/scans/${scanId}"]`).waitFor();

  await page.goto(`${url}/device`);
  await page.getByRole("heading", { name: "This device", exact: true }).waitFor();

  await page.goto(`${url}/scans/${scanId}`);
  await addPhotos(page, samplePhotos.slice(3, 5));
  await untilTiles(page, 2, onlyHere);
  await untilTiles(page, 5, "");

  await context.setOffline(false);
  await untilTiles(page, 5, "Confirmed");
});
