import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import { chromium, type Page } from "playwright-core";
import { findChromium } from "../../scripts/setup/debian.mjs";
import { lookAtBoth } from "../fixtures/look.ts";
import { phoneSize, url } from "../fixtures/phone.ts";
import { file, stlOf } from "../fixtures/stl.ts";

const bracket = stlOf([
  { size: [40, 12, 6], at: [0, 0, 0] },
  { size: [12, 12, 24], at: [0, 0, 6] },
]);
const address = {
  ...{ Name: "Ada Lovelace", Address: "12 St James's Square", "Town or city": "London", Postcode: "SW1Y 4JH" },
  "E-mail address": "ada@example.org",
};
const eicar = Buffer.from("X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*", "latin1");

/** A browser that runs no script: as old, or as careful, as some are. */
async function plainPage(t: TestContext): Promise<Page> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error("There is no Chromium; npm test installs it.");
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  t.after(() => browser.close());
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: phoneSize, acceptDownloads: true });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  return page;
}

/**
 * What looks at a page needs scripts, so it is shown the same HTML in a browser that has them: as this one got it, with
 * its cookies, so that pictures come.
 */
async function lookAt(page: Page, name: string): Promise<void> {
  const { cookies } = await page.context().storageState();
  const seeing = await page.context().browser()?.newContext({ viewport: phoneSize, deviceScaleFactor: 2 });
  assert.ok(seeing);
  await seeing.addCookies(cookies);
  const seen = await seeing.newPage();
  const [at, body] = [page.url(), await page.content()];
  await seen.route(at, (route) => route.fulfill({ body, contentType: "text/html; charset=utf-8" }));
  await seen.goto(at, { waitUntil: "networkidle" });
  await lookAtBoth(seen, name);
  await seeing.close();
}

const choose = (page: Page, files: Parameters<ReturnType<Page["locator"]>["setInputFiles"]>[0]) =>
  page
    .getByLabel("Files", { exact: true })
    .or(page.getByLabel("Other files", { exact: true }))
    .setInputFiles(files);
const send = (page: Page) => page.getByRole("button", { name: "Upload and check" }).click();

test("Without JavaScript a part is uploaded, chosen for, quoted, ordered and paid", { timeout: 180_000 }, async (t) => {
  const page = await plainPage(t);
  await page.goto(url);
  await page.getByRole("link", { name: "A part of your own is printed, priced and ordered without it." }).click();
  await page.getByRole("heading", { name: "Print a part", exact: true }).waitFor();
  await lookAt(page, "plain-start");

  await t.test("the check tells the size and shows the part", async () => {
    await choose(page, [
      file("bracket.stl", bracket),
      file("second.stl", stlOf([{ size: [20, 20, 20], at: [0, 0, 0] }])),
    ]);
    await send(page);
    await page.getByText("40 × 12 × 30 mm").waitFor();
    await page.getByRole("img", { name: /^bracket\.stl, 40 × 12 × 30 mm/ }).waitFor();
    await lookAt(page, "plain-check");
  });

  await t.test("what does not go together is said beside it, and the choices stay", async () => {
    await page.getByRole("button", { name: "Delete second.stl" }).click();
    await page.getByRole("link", { name: "Choose how to print" }).click();
    await page.getByLabel("Material").selectOption("tpu");
    await page.getByLabel("Colour").selectOption("blue");
    await page.getByLabel("Infill in %").fill("35");
    await page.getByRole("button", { name: "See the price" }).click();
    await page.getByText("TPU 95A comes in: Black, White.").waitFor();
    assert.equal(await page.getByLabel("Infill in %").inputValue(), "35");
    await lookAt(page, "plain-choices");
    await page.getByLabel("Material").selectOption("petg");
    await page.getByLabel("Pieces").fill("2");
    await page.getByRole("button", { name: "See the price" }).click();
    await page.getByRole("heading", { name: "Price", exact: true }).waitFor();
  });

  const bound = page.getByText("Binding price", { exact: true });
  await t.test("the estimate says that it is one, or the binding price is there at once", async () => {
    await bound.or(page.getByText("Estimate, not binding.")).waitFor();
    if ((await bound.count()) === 0) await lookAt(page, "plain-estimate");
  });
  // The page loads itself anew. Where no slicer runs, the price stays what it is.
  await bound.or(page.getByText("The slicer gave no answer to this.")).waitFor({ timeout: 120_000 });
  if ((await bound.count()) === 0) return t.skip("No slicer here: no price is binding.");
  const total = (await page.locator(".price").textContent()) ?? "";

  await t.test("the binding price comes by itself, with all that a quote has, on paper too", async () => {
    for (const words of ["Breakdown", "Print time", "Filament", "Layers", "What drives the price", "Cheaper"])
      await page.getByText(words).first().waitFor();
    await lookAt(page, "plain-quote");
    const at = await page.getByRole("link", { name: "As PDF" }).getAttribute("href");
    const pdf = await page.request.get(url + at);
    assert.deepEqual([pdf.status(), pdf.headers()["content-type"]], [200, "application/pdf"]);
    assert.ok((await pdf.body()).subarray(0, 5).equals(Buffer.from("%PDF-")));
  });

  await t.test("a cheaper way is one button, the old quote stays in the list", async () => {
    await page
      .getByRole("button", { name: /saves about/ })
      .first()
      .click();
    await page.getByRole("heading", { name: "Price", exact: true }).waitFor();
    await page.getByRole("link", { name: "Quotes", exact: true }).click();
    await page.getByRole("heading", { name: "Quotes", exact: true }).waitFor();
    assert.ok((await page.getByText(/^\d+ × bracket\.stl$/).count()) >= 2);
    await lookAt(page, "plain-quotes");
    await page.getByText(total, { exact: true }).first().waitFor();
    await page.getByRole("row").filter({ hasText: total }).getByRole("link").first().click();
  });

  await t.test(
    "what is missing in the address is said at its field; then it is ordered and paid at PayPal",
    async () => {
      await page.getByRole("link", { name: "Order it" }).click();
      const pay = page.getByRole("button", { name: `Order and pay ${total}` });
      await pay.click();
      assert.equal(await page.getByText("This is missing.").count(), 5);
      await lookAt(page, "plain-order");
      for (const [label, text] of Object.entries(address)) await page.getByLabel(label, { exact: true }).fill(text);
      await pay.click();
      await page.getByRole("heading", { name: "Pay with PayPal" }).waitFor();
      assert.ok((await page.locator("strong").textContent())?.includes(total.slice(1)), "PayPal asks for the same sum");
      await page.getByRole("button", { name: "Pay now" }).click();
      await page.getByRole("status").getByText("Paid", { exact: true }).waitFor({ timeout: 60_000 });
      await lookAt(page, "plain-paid");
    },
  );

  await t.test("it has its receipt, and stands among the orders; cancelled in time, all of it goes back", async () => {
    const at = await page.getByRole("link", { name: /^Receipt \d+$/ }).getAttribute("href");
    const receipt = await page.request.get(url + at);
    assert.ok((await receipt.text()).includes("Ada Lovelace"));
    await page.getByRole("link", { name: "Orders", exact: true }).click();
    await lookAt(page, "plain-orders");
    await page
      .getByRole("link", { name: /^[0-9A-F]{8}$/ })
      .first()
      .click();
    await page.locator("summary").click();
    await page.getByRole("button", { name: "Cancel the order" }).click();
    await page.getByText(`${total} was given back.`).waitFor({ timeout: 60_000 });
  });
});

test("Bad files lead to pages that say so, and lose nothing", { timeout: 150_000 }, async (t) => {
  const page = await plainPage(t);
  await page.goto(`${url}/plain`);

  await t.test("an open part is shown with what is wrong", async () => {
    await choose(page, [file("open.stl", stlOf([{ size: [20, 20, 20], at: [0, 0, 0] }], 2))]);
    await send(page);
    await page.getByRole("heading", { name: "open.stl" }).waitFor();
    // Where the worker that mends is not there, or cannot, the hole is told of.
    await page
      .getByText(/The surface has holes|Mended here/)
      .first()
      .waitFor({ timeout: 60_000 });
    await lookAt(page, "plain-open");
  });

  await t.test("what is no part is refused by name, beside one that is good", async () => {
    await choose(page, [
      file("notes.stl", Buffer.from("M104 S200\nG28\n".repeat(20))),
      file("virus.stl", eicar),
      file("good.stl", bracket),
    ]);
    await send(page);
    await page.getByText("The file is no STL, 3MF, OBJ or STEP").first().waitFor();
    await page.getByRole("heading", { name: "virus.stl" }).waitFor();
    await page.getByText("1 of 3 can be printed.").waitFor();
    await lookAt(page, "plain-refused");
  });

  await t.test("one that is too large is refused, and the one beside it is kept", async () => {
    const folder = mkdtempSync(join(tmpdir(), "caliper-large-"));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const files = { "good too.stl": bracket, "large.stl": Buffer.alloc(50 * 1024 * 1024 + 1) };
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
    await choose(
      page,
      Object.keys(files).map((name) => join(folder, name)),
    );
    await send(page);
    await page.getByText("large.stl: The file is larger than 50 MB").waitFor({ timeout: 60_000 });
    await lookAt(page, "plain-too-large");
    await page.getByRole("link", { name: "Go on with these" }).click();
    await page.getByRole("heading", { name: "good too.stl" }).waitFor();
  });

  await t.test("all that was brought is still there", async () => {
    await page.getByRole("link", { name: "Print a part" }).click();
    for (const name of ["open.stl", "good.stl", "good too.stl"]) await page.getByText(`${name}:`).waitFor();
    assert.equal(await page.getByText("large.stl").count(), 0);
  });
});
