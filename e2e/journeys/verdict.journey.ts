import assert from "node:assert/strict";
import test from "node:test";
import { addPhotos, makeScan } from "../fixtures/app.ts";
import { look } from "../fixtures/look.ts";
import { openPhone } from "../fixtures/phone.ts";
import { greyPng, samplePhotos } from "../fixtures/photos.ts";

test("Without a network the phone says whether the photos will reconstruct", { timeout: 400_000 }, async (t) => {
  const { page, context } = await openPhone(t);
  await context.setOffline(true);
  await makeScan(page);
  const plain = { name: "plain.png", mimeType: "image/png", buffer: greyPng(1280, 960) };
  await addPhotos(page, samplePhotos.slice(0, 4));
  const panel = page.getByRole("region", { name: "Will it reconstruct?" });
  await panel.getByText("4 photos so far: from 8 on, this can be told.").waitFor({ timeout: 120_000 });

  await addPhotos(page, samplePhotos.slice(4));
  await addPhotos(page, [plain]);
  const all = samplePhotos.length + 1;
  const connect = panel.getByText(new RegExp(`\\d+ of ${all} photos connect\\.`));
  await connect.waitFor({ timeout: 300_000 });
  await panel
    .getByText("Worked out on this device, without a network, from what the photos share.")
    .waitFor({ timeout: 60_000 });
  const [connected = 0] = [...((await connect.textContent()) ?? "").matchAll(/(\d+) of/g)].map((found) =>
    Number(found[1]),
  );
  assert.ok(connected >= samplePhotos.length - 2 && connected < all, `${connected} of ${all} connect`);
  await panel.getByText("plain.png").waitFor();
  await page.getByRole("button", { name: /^plain\.png: .*Unusable: / }).waitFor();
  const tookMs = await page.evaluate(() =>
    performance.getEntriesByName("caliper-still").map(({ duration }) => duration),
  );
  const median = tookMs.toSorted((a, b) => a - b)[tookMs.length >> 1] ?? 0;
  t.diagnostic(`a photo of ${samplePhotos.length} judged in ${Math.round(median)} ms (median)`);
  await panel.scrollIntoViewIfNeeded();
  await look(page, "verdict");

  // A photo that is taken out is forgotten.
  await page.getByRole("button", { name: /^plain\.png: / }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await panel.getByText(`${connected} of ${samplePhotos.length} photos connect.`).waitFor({ timeout: 60_000 });
});
