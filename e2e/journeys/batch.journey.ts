import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import { strToU8, zipSync } from "fflate";
import type { Page } from "playwright-core";
import { newEmail, signInByMail } from "../fixtures/account.ts";
import { accountOf, giveEnterprise } from "../fixtures/database.ts";
import { downloadBy, textOf } from "../fixtures/download.ts";
import { lookAtBoth } from "../fixtures/look.ts";
import { openPhone, url } from "../fixtures/phone.ts";
import { greyPng } from "../fixtures/photos.ts";

const setNames = ["bracket", "flange"];
const photosEach = 20;

/** A folder of two sets and a file that is no photo; each photo is of another size, as alike ones are left out. */
function folderOfSets(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "caliper-sets-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of setNames) {
    mkdirSync(join(folder, name));
    for (let i = 0; i < photosEach; i++) writeFileSync(join(folder, name, `${i}.png`), greyPng(1200 + i, 900));
  }
  writeFileSync(join(folder, "notes.txt"), "not a photo");
  return folder;
}

const textBy = async (page: Page, name: string) => textOf(await downloadBy(page.getByRole("button", { name })));

test("A batch of two small sets goes from a folder to one submission, is cancelled, and reported on", {
  timeout: 180_000,
}, async (t) => {
  const { page } = await openPhone(t, undefined, "/sign-in?to=/batches");
  const email = newEmail();
  await signInByMail(page, email);
  await page.getByRole("button", { name: "Go on" }).click();
  giveEnterprise(accountOf(email));

  await page.getByLabel("Name of the batch").fill("Goods in, Friday");
  await page.getByRole("button", { name: "Make a batch" }).click();
  await page.waitForURL(/\/batches\/[0-9a-f-]{36}$/);
  await page.getByText("No sets yet.").waitFor();

  await t.test("each sub-folder becomes a set, and the photos are sent by themselves", async () => {
    await page.getByLabel("Choose a folder of sets").setInputFiles(folderOfSets(t));
    await page.getByText("1 file left out").waitFor();
    const rows = page.getByRole("list", { name: "Sets of this batch" }).getByRole("listitem");
    await rows.nth(1).waitFor();
    assert.equal(await rows.count(), setNames.length);
    await page.getByRole("button", { name: "Submit 2 sets" }).and(page.locator("[aria-disabled=false]")).waitFor({
      timeout: 60_000,
    });
    for (const name of setNames)
      await rows
        .filter({ hasText: name })
        .filter({ hasText: `${photosEach} photos` })
        .waitFor();
    await lookAtBoth(page, "batch-open");
  });

  await t.test("submitted they are under way together, and cancelled together", async () => {
    await page.getByRole("button", { name: "Submit 2 sets" }).click();
    await page.getByRole("button", { name: "Cancel the batch" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Cancel them" }).click();
    await page.getByRole("img", { name: "Sets: 2 cancelled" }).waitFor();
    await page.getByText("Ended", { exact: true }).waitFor();
  });

  await t.test("the report has a line a set, on the screen, as CSV and as JSON", async () => {
    const report = page.getByRole("region", { name: "Report" }).getByRole("table");
    for (const name of setNames) await report.getByRole("row", { name: `${name} Cancelled` }).waitFor();
    await lookAtBoth(page, "batch-ended");
    const csv = await textBy(page, "Download as CSV");
    assert.equal(csv.trim().split("\r\n").length, 1 + setNames.length);
    assert.match(csv, /bracket,cancelled/);
    const json = JSON.parse(await textBy(page, "Download as JSON"));
    assert.deepEqual(json.sets.map((set: { name: string }) => set.name).toSorted(), setNames);
  });

  await page.goto(`${url}/batches`);
  await page.getByRole("link", { name: "Goods in, Friday" }).waitFor();
  await lookAtBoth(page, "batches");

  await t.test("a zip fills another batch, with the names that its manifest gives", async () => {
    await page.getByLabel("Name of the batch").fill("By zip");
    await page.getByRole("button", { name: "Make a batch" }).click();
    await page.waitForURL(/\/batches\/[0-9a-f-]{36}$/);
    const photos = Object.fromEntries([0, 1, 2].map((i) => [`b-17/${i}.png`, new Uint8Array(greyPng(1200 + i, 900))]));
    const manifest = strToU8(JSON.stringify({ sets: [{ folder: "b-17", name: "Bracket, left" }] }));
    const buffer = Buffer.from(zipSync({ "manifest.json": manifest, ...photos }, { level: 0 }));
    await page.getByLabel("Choose a zip").setInputFiles({ name: "sets.zip", mimeType: "application/zip", buffer });
    const row = page.getByRole("list", { name: "Sets of this batch" }).getByRole("listitem");
    await row.filter({ hasText: "Bracket, left" }).filter({ hasText: "3 photos" }).waitFor();
    const noZip = { name: "sets.zip", mimeType: "application/zip", buffer: Buffer.from("not a zip") };
    await page.getByLabel("Choose a zip").setInputFiles(noZip);
    await page.getByText("The file is not a whole zip").waitFor();
  });
});
