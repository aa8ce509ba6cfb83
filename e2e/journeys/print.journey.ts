import assert from "node:assert/strict";
import test from "node:test";
import type { Page } from "playwright-core";
import { look, lookAtBoth } from "../fixtures/look.ts";
import { openPhone, url } from "../fixtures/phone.ts";
import { pricedAtOnce } from "../fixtures/priced.ts";
import { file, stlOf } from "../fixtures/stl.ts";

const table = stlOf([
  { size: [12, 12, 30], at: [24, 14, 0] },
  { size: [60, 40, 40], at: [0, 0, 30] },
]);

/** One of each kind of control; the last is where the slider is found afterwards. */
const everyChange = [
  ...([
    ["Infill", "80"],
    ["Layer height", "120"],
    ["Material", "petg"],
    ["Pieces", "3"],
  ] as const),
  ...([
    ["Finish", "sanded"],
    ["Rush", ""],
    ["Finish", "none"],
    ["Economy", ""],
    ["Material", "pla"],
  ] as const),
  ...([
    ["Pieces", "1"],
    ["Layer height", "200"],
    ["Infill", "60"],
  ] as const),
] as const;

const priceIn = async (page: Page): Promise<string> =>
  (await page.getByRole("region", { name: "Price of all parts" }).locator("p").first().textContent()) ?? "";

test("A file of one's own is checked, priced at once and priced anew by the slider, also offline", {
  timeout: 240_000,
}, async (t) => {
  const { page, context } = await openPhone(t);
  await page.getByRole("link", { name: "Print a file of your own" }).click();
  await page.getByText("nothing is sent").waitFor();
  await lookAtBoth(page, "print-empty");

  await page.locator('input[type="file"]').setInputFiles([file("table.stl", table)]);
  await page.getByText("60 × 40 × 70 mm", { exact: true }).waitFor();
  await page.getByText("As drawn, faces hang over.").waitFor();
  await page.locator("canvas").waitFor();
  await page
    .getByText(/£[\d.]+ – £[\d.]+/)
    .first()
    .waitFor();
  await page.getByText("not binding").waitFor();
  await page.getByRole("heading", { name: "What drives the price" }).waitFor();
  await lookAtBoth(page, "print");

  const before = await priceIn(page);
  await pricedAtOnce(t, page, "online", everyChange);
  assert.notEqual(await priceIn(page), before);
  assert.equal(await page.getByRole("slider", { name: "Infill" }).getAttribute("aria-valuetext"), "60 %");

  const dearer = await priceIn(page);
  const cheaper = page.getByRole("button", { name: /saves about/ });
  await cheaper.first().waitFor();
  assert.equal(await cheaper.count(), 2);
  await cheaper.first().click();
  await page.waitForFunction(
    (was) => document.querySelector("section[aria-label='Price of all parts'] p")?.textContent !== was,
    dearer,
  );

  await page.getByRole("radio", { name: /Resin/ }).check();
  await page.getByRole("slider", { name: "Infill" }).waitFor({ state: "detached" });
  await page.getByRole("radio", { name: /Filament/ }).check();
  await page.getByRole("button", { name: "One more" }).click();
  await page
    .getByText(/a piece/)
    .first()
    .waitFor();
  await page.getByLabel("Country").selectOption("DE");
  assert.equal(await page.getByLabel("Shipping", { exact: true }).inputValue(), "abroad");

  // A hole: no price, and the words say why. Something that is no part at all.
  await page
    .locator('input[type="file"]')
    .setInputFiles([
      file("open.stl", stlOf([{ size: [20, 20, 20], at: [0, 0, 0] }], 2)),
      file("notes.stl", Buffer.from("M104 S200\nG28\n")),
    ]);
  await page.getByText("The file is no STL, 3MF, OBJ or STEP").waitFor();
  await page
    .getByRole("button", { name: /open\.stl/ })
    .first()
    .click();
  await page.getByText(/The surface has holes/).waitFor();
  await page.getByText("No price before the problems are mended.").waitFor();
  await look(page, "print-problems");

  // What is open here goes on without a network, and so does the room itself when it is opened anew.
  await context.setOffline(true);
  await page.getByText(/Offline\. Photos/).waitFor();
  await page
    .getByRole("button", { name: /table\.stl/ })
    .first()
    .click();
  await page.getByRole("slider", { name: "Infill" }).waitFor();
  await pricedAtOnce(t, page, "offline", everyChange);
  await page.goto(`${url}/print`);
  await page.locator('input[type="file"]').setInputFiles([file("again.stl", table)]);
  await page
    .getByText(/£[\d.]+ – £[\d.]+/)
    .first()
    .waitFor();
  await pricedAtOnce(t, page, "opened anew offline", [
    ["Infill", "90"],
    ["Infill", "70"],
    ["Infill", "85"],
  ]);
  await look(page, "print-offline");
});

test("A binding price is asked for, and the files are sent only then", { timeout: 240_000 }, async (t) => {
  const { page } = await openPhone(t, undefined, "/print");
  const sent: string[] = [];
  page.on("request", (request) => {
    const [, path] = /\/api\/v1\/((?:parts|quote)\/.*)$/.exec(request.url()) ?? [];
    if (path) sent.push(`${request.method()} ${path.replaceAll(/[0-9a-f-]{36}/g, "ID")}`);
  });
  await page.locator('input[type="file"]').setInputFiles([file("table.stl", table)]);
  await page
    .getByText(/£[\d.]+ – £[\d.]+/)
    .first()
    .waitFor();
  assert.deepEqual(sent, []);
  await page.getByRole("button", { name: "Get a binding price" }).click();
  // Where no slicer runs the price stays an estimate, and says so.
  await page
    .getByText(/A binding price, from the slicer itself|The price stays an estimate/)
    .waitFor({ timeout: 120_000 });
  assert.deepEqual(sent, ["PUT parts/ID", "PUT parts/ID/pieces/0", "POST parts/ID/complete", "POST quote/calculate"]);
  await look(page, "print-binding");
  if ((await page.getByText("A binding price, from the slicer itself").count()) === 0) return;
  await page.getByRole("button", { name: "Show the layers" }).click();
  const layers = page.getByRole("slider", { name: "Layer", exact: true });
  await layers.waitFor();
  await layers.fill("0");
  await page.getByRole("img", { name: /^1 of \d+, at/ }).scrollIntoViewIfNeeded();
  await look(page, "print-layers");
});
