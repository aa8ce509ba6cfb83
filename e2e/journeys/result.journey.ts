import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import type { Page } from "playwright-core";
import { addPhotos, freeWorkerAfter, makeScan, onServer, send, untilResult, untilTiles } from "../fixtures/app.ts";
import { downloadBy, textOf } from "../fixtures/download.ts";
import { look } from "../fixtures/look.ts";
import { openPhone, type Phone, sha256 } from "../fixtures/phone.ts";
import { samplePhotos } from "../fixtures/photos.ts";

const minute = 60_000;

test("A result is watched live, opened in 3D and downloaded", { timeout: 14 * minute }, async (t) => {
  const phone = await openPhone(t);
  const { page } = phone;
  const scanId = await makeScan(page);
  freeWorkerAfter(t, phone, scanId);
  await addPhotos(page, samplePhotos);
  await untilTiles(page, samplePhotos.length, "Confirmed");
  await send(page, "Draft");

  const progress = page.getByRole("region", { name: "Progress" });
  await progress.waitFor();
  await progress.getByText("Live", { exact: true }).waitFor();
  await progress
    .getByRole("listitem")
    .filter({ hasText: "Check photos" })
    .getByRole("img", { name: "done" })
    .waitFor({ timeout: 6 * minute });
  await look(page, "live");

  const result = await untilResult(page);
  const view = await onServer(phone, scanId, "the result", ({ state }) => state === "done");
  assert.ok(view.label === "analytic" || view.label === "faceted", `labelled ${view.label}`);
  await result.getByText(view.label === "analytic" ? "Analytic solid" : "Faceted solid", { exact: true }).waitFor();
  await result.getByText("Scale from the mat").first().waitFor();
  await look(page, "result");

  for (const link of view.job?.results ?? []) if (link.name !== "preview.png") await download(page, link);
  assert.deepEqual(new Set(view.job?.results.map(({ name }) => name)).size, 7, "all seven files are there");

  await result.getByRole("link", { name: "Read the report" }).click();
  await page.getByText("Place cameras").first().waitFor();
  await look(page, "report");
  await page.goBack();

  await page.getByRole("link", { name: "Look at it in 3D" }).last().click();
  await page.locator("canvas").waitFor();
  await page.getByRole("button", { name: "Fit" }).click();
  assert.ok((await coloursIn(page)) > 40, "a shaded part is drawn");
  await look(page, "viewer");
  await colours(page);
  await faces(page, view.label === "analytic");
  await dimensions(page, view.label === "analytic");
  await page.getByRole("button", { name: "Section", exact: true }).click();
  await look(page, "viewer-section");
  await page.getByRole("button", { name: "Measure", exact: true }).click();
  const box = await page.locator("canvas").boundingBox();
  assert.ok(box);
  await page.touchscreen.tap(box.x + box.width * 0.45, box.y + box.height * 0.5);
  await page.getByText("First point picked. Pick the second.").first().waitFor();
  await page.touchscreen.tap(box.x + box.width * 0.6, box.y + box.height * 0.55);
  await page.getByText("Distance").first().waitFor();
  await look(page, "viewer-measure");
  await page.getByRole("link", { name: "Set the true distance" }).click();
  await page.getByLabel("True distance in mm").waitFor();
  await page.goBack();
  await page.goBack();
  if (view.label === "analytic") await rebuildWiderHole(phone, scanId);
});

/** The diameter of a hole is changed; a moment later the part has it, and the part as measured is still there. */
async function rebuildWiderHole(phone: Phone, scanId: string): Promise<void> {
  const { page } = phone;
  await page.getByRole("link", { name: "Change dimensions" }).click();
  const field = page.getByRole("textbox", { name: /hole.*diameter/i }).first();
  await field.fill("-1");
  await page.getByText("Give a value between").waitFor();
  await field.fill("7.25");
  await look(page, "rebuild");
  const begunMs = Date.now();
  await page.getByRole("button", { name: "Rebuild with 1 change" }).click();
  const result = page.getByRole("region", { name: "Result" });
  await result.getByText("Rebuilt: 1 dimension").waitFor({ timeout: minute });
  console.log(`rebuilt in ${((Date.now() - begunMs) / 1000).toFixed(1)} s`);
  const { versions } = await onServer(phone, scanId, "both versions", ({ versions }) => versions.length === 2);
  assert.equal(versions[0]?.rebuild?.overrides[0]?.valueMm, 7.25);
  for (const link of versions[0]?.results ?? []) if (link.name !== "preview.png") await download(page, link);
  await look(page, "rebuilt");
  await result.getByRole("link", { name: "Read the report" }).click();
  await page.getByText(/set to 7\.25/).waitFor();
  await page.goBack();
  await result.getByRole("link", { name: "Show: From the photos" }).click();
  await page.waitForURL(/version=/);
  await result.getByRole("link", { name: "Show: Rebuilt: 1 dimension" }).waitFor();
}

/** The part by evidence, then by deviation: each paints it anew, and the scale stands beside it. */
async function colours(page: Page): Promise<void> {
  const plain = await colourfulness(page);
  await page.getByRole("button", { name: "Colours" }).click();
  await page.getByRole("radio", { name: "Evidence" }).waitFor();
  assert.ok((await colourfulness(page)) > 4 * plain + 0.01, "the part is coloured by evidence");
  await look(page, "viewer-evidence");
  for (const name of ["Deviation ±", "Deviation, size alone"]) {
    await page.getByRole("radio", { name }).check();
    await page.getByRole("img", { name: /of what was seen lies within/ }).waitFor();
    await page.getByText(/Not seen: \d+ % of the surface/).waitFor();
    assert.ok((await colourfulness(page)) > 2 * plain + 0.005, `the part is coloured by ${name}`);
    await look(page, name.endsWith("±") ? "viewer-deviation" : "viewer-deviation-absolute");
  }
  await page.getByRole("button", { name: "Colours" }).click();
}

/** A face is found by finger, by pointer and by key, and says what it is. */
async function faces(page: Page, analytic: boolean): Promise<void> {
  const panel = page.getByRole("region", { name: "Face", exact: true });
  if (!analytic) {
    assert.equal(await panel.count(), 0, "facets are no faces");
    return;
  }
  const canvas = page.locator("canvas");
  await canvas.scrollIntoViewIfNeeded();
  const box = await canvas.boundingBox();
  assert.ok(box);
  const [x, y] = [box.x + box.width * 0.5, box.y + box.height * 0.5];
  await page.mouse.move(x, y);
  await page
    .getByText(/^(Plane|Cylinder|Torus|Cone|Sphere|Freeform face), /)
    .first()
    .waitFor();
  await page.mouse.move(box.x + 2, box.y + box.height - 2);
  await page.touchscreen.tap(x, y);
  await panel.getByText(/Face \d+ of \d+/).waitFor();
  await panel.getByText("Deviation", { exact: true }).waitFor();
  await look(page, "viewer-face");
  await canvas.focus();
  await page.keyboard.press("Escape");
  await panel.getByText("Tap a face to see what it is.").waitFor();
  await page.keyboard.press("n");
  await panel.getByText(/Face 1 of/).waitFor();
  await page.keyboard.press("p");
  const [, number, all] = /Face (\d+) of (\d+)/.exec((await panel.textContent()) ?? "") ?? [];
  assert.equal(number, all, "before the first comes the last");
  await page.keyboard.press("Escape");
}

/** The list stands beside the part; a dimension shows itself on it; the table is a file. */
async function dimensions(page: Page, analytic: boolean): Promise<void> {
  const list = page.getByRole("region", { name: "Dimensions" });
  if (!analytic) {
    await list.getByText("A faceted solid has no dimensions").waitFor();
    return;
  }
  const size = list.getByRole("button", { name: /Overall size along X/ });
  await size.click();
  assert.equal(await size.getAttribute("aria-pressed"), "true");
  await list.getByText("As measured").waitFor();
  await page
    .getByText(/^\d+\.\d\d mm$/)
    .first()
    .waitFor();
  await look(page, "viewer-dimension");
  const csv = await textOf(await downloadBy(list.getByRole("link", { name: "Dimensions as CSV" })));
  const rows = csv.trim().split("\r\n");
  assert.match(rows[0] ?? "", /^id,kind,label,/);
  assert.equal(rows.length - 1, await list.getByRole("button").count(), "a row a dimension");
  await size.click();
}

/** Downloads one file as a person does, and holds it against the hash the server names. */
async function download(page: Page, link: { name: string; sha256: string }): Promise<void> {
  const file = await downloadBy(page.locator(`a[download="${link.name}"]`));
  const bytes = readFileSync(await file.path());
  assert.equal(sha256(bytes), link.sha256, `${link.name} arrives whole`);
  if (link.name === "part.step") assert.match(bytes.subarray(0, 20).toString("latin1"), /^ISO-10303-21/);
  if (link.name === "part.glb") assert.equal(bytes.subarray(0, 4).toString("latin1"), "glTF");
}

/** How many colours the 3D picture has: a blank one has one or two. */
async function coloursIn(page: Page): Promise<number> {
  const pixels = await pixelsOf(page);
  return new Set(pixels.map(([r, g, b]) => (r << 16) | (g << 8) | b)).size;
}

/** Share of the 3D picture that is clearly not grey. */
async function colourfulness(page: Page): Promise<number> {
  const pixels = await pixelsOf(page);
  return pixels.filter((rgb) => Math.max(...rgb) - Math.min(...rgb) > 40).length / pixels.length;
}

async function pixelsOf(page: Page): Promise<[number, number, number][]> {
  const png = (await page.locator("canvas").screenshot()).toString("base64");
  const data = await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const picture = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    const paper = canvas.getContext("2d");
    paper?.drawImage(picture, 0, 0);
    const rgba = paper?.getImageData(0, 0, canvas.width, canvas.height).data ?? new Uint8ClampedArray();
    return [...rgba.filter((_, i) => Math.floor(i / 4) % 4 === 0)];
  }, png);
  return Array.from({ length: data.length / 4 }, (_, i) => [
    data[4 * i] ?? 0,
    data[4 * i + 1] ?? 0,
    data[4 * i + 2] ?? 0,
  ]);
}
