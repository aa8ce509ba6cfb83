import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { expireQuotes } from "../fixtures/database.ts";
import { eventually } from "../fixtures/eventually.ts";
import { look, lookAtBoth } from "../fixtures/look.ts";
import { openPhone, url } from "../fixtures/phone.ts";
import { bindingPrice } from "../fixtures/print.ts";
import { file, stlOf } from "../fixtures/stl.ts";

/** Large enough that what is chosen decides its price, not a minimum. */
const beam = stlOf([{ size: [70, 40, 30], at: [0, 0, 0] }]);

test("Quotes are kept: read whole, made cheaper, compared, shared, read offline, priced anew when expired, and ordered", {
  timeout: 300_000,
}, async (t) => {
  const phone = await openPhone(t, undefined, "/");
  const { page, context } = phone;

  await t.test("the list is reached from the scans, and says when it is empty", async () => {
    await page.getByRole("link", { name: "Quotes" }).click();
    await page.getByText("No quotes yet.").waitFor();
    await lookAtBoth(page, "quotes-empty");
    await page.getByRole("link", { name: "Print a part" }).click();
  });
  if (!(await bindingPrice(page, file("beam.stl", beam)))) return t.skip("No slicer here: no price is binding.");
  const list = page.getByRole("list", { name: "Quotes, newest first" });
  // What was known last is shown first; the fresh answer may take a moment.
  const untilListed = (n: number) =>
    eventually(`${n} quotes are listed`, async () => (await list.getByRole("listitem").count()) === n);
  const total = page.getByRole("region", { name: "Price of all" });

  await t.test("a binding price stands in the list, and reads whole", async () => {
    await page.getByRole("link", { name: "Quotes" }).click();
    await list.getByRole("link", { name: "beam.stl" }).click();
    await total.getByText("Binding", { exact: true }).waitFor();
    await total.getByText(/The price holds 13 days 23 h more\./).waitFor();
    const line = page.getByRole("region", { name: "Part: beam.stl" });
    for (const what of ["Print time", "Filament", "Layers", "Infill"]) await line.getByText(what).first().waitFor();
    const rows = line.getByRole("table", { name: "Breakdown" }).getByRole("row");
    assert.ok((await rows.count()) > 6, "every term of the price has its row");
    await line.getByRole("button", { name: "Show the layers" }).click();
    await line.getByRole("slider", { name: "Layer", exact: true }).waitFor();
    await lookAtBoth(page, "quote");
  });

  await t.test("a way to lower the price is taken by one tap, and sliced anew", async () => {
    const before = page.url();
    const ways = page.getByRole("button", { name: /saves about/ });
    assert.equal(await ways.count(), 2, "two ways");
    await ways.first().click();
    await page.waitForURL((at) => at.href !== before);
    await total.getByText("Binding", { exact: true }).waitFor({ timeout: 90_000 });
    await page.goto(`${url}/quotes`);
    await untilListed(2);
  });

  await t.test("two are compared, and what differs is marked", async () => {
    for (const at of [0, 1]) await list.getByRole("checkbox").nth(at).check();
    await lookAtBoth(page, "quotes");
    await page.getByRole("link", { name: "Compare 2 quotes" }).click();
    const table = page.getByRole("table", { name: "Compare quotes" });
    await table
      .getByRole("rowheader", { name: /\(differs\)/ })
      .first()
      .waitFor();
    assert.ok((await table.getByRole("rowheader", { name: /\(differs\)/ }).count()) < 4, "one choice differs");
    await lookAtBoth(page, "quotes-compared");
  });

  await t.test("it is shared by a link that says how long it lasts, and saved as a file", async () => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: url });
    await page.getByRole("link", { name: "beam.stl" }).first().click();
    await page.getByRole("button", { name: "Share by link" }).click();
    await page.getByText(/Whoever has the link sees this quote, until /).waitFor();
    const link = await page.getByLabel("Link", { exact: true }).inputValue();
    const shared = await (await fetch(link)).text();
    assert.ok(shared.includes("beam.stl") && shared.includes("Binding price"));
    await look(page, "quote-shared");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "PDF" }).click(),
    ]);
    await eventually("the file is a PDF", async () =>
      readFileSync(await download.path())
        .subarray(0, 5)
        .equals(Buffer.from("%PDF-")),
    );
  });

  await t.test("without a network it reads as before, and says what cannot be done", async () => {
    await page.goto(`${url}/quotes`);
    await list.getByRole("link").first().waitFor();
    await context.setOffline(true);
    await page.reload();
    await list.getByRole("link", { name: "beam.stl" }).last().click();
    await page.getByText("Without a network it can be read").waitFor();
    await page.getByRole("table", { name: "Breakdown" }).waitFor();
    assert.equal(await page.getByRole("button", { name: "Order it" }).count(), 0);
    await look(page, "quote-offline");
    await context.setOffline(false);
    await page.getByRole("button", { name: "Order it" }).waitFor();
  });

  await t.test("expired, it gets a new price by one tap, and that one is ordered", async () => {
    const quoteId = new URL(page.url()).pathname.split("/").pop() ?? "";
    expireQuotes([quoteId]);
    await page.reload();
    await page.getByText("This price has expired").waitFor();
    assert.equal(await page.getByRole("button", { name: "Order it" }).count(), 0);
    await lookAtBoth(page, "quote-expired");
    await page.getByRole("button", { name: "Get a new price" }).click();
    await total.getByText("Binding", { exact: true }).waitFor({ timeout: 60_000 });
    await page.getByRole("button", { name: "Order it" }).click();
    await page.getByRole("button", { name: /^Order and pay £/ }).waitFor();
    await lookAtBoth(page, "quote-order");
  });

  await t.test("one that is not wanted any more is deleted after a question", async () => {
    await page.goto(`${url}/quotes`);
    await untilListed(3);
    await list.getByRole("link", { name: "beam.stl" }).last().click();
    await page.getByRole("button", { name: "Delete" }).click();
    await look(page, "quote-delete");
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await page.waitForURL(/\/quotes$/);
    await untilListed(2);
  });
});
