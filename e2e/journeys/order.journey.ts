import assert from "node:assert/strict";
import test from "node:test";
import type { Page } from "playwright-core";
import { signInByMail } from "../fixtures/account.ts";
import { downloadBy, textOf } from "../fixtures/download.ts";
import { look, lookAtBoth } from "../fixtures/look.ts";
import { openPhone, url } from "../fixtures/phone.ts";
import { file, stlOf } from "../fixtures/stl.ts";

const adminEmail = process.env.CALIPER_ADMIN_EMAIL ?? "";
const block = stlOf([{ size: [20, 20, 10], at: [0, 0, 0] }]);
const bound = "A binding price, from the slicer itself";

/** False: no slicer runs here, and an estimate is never ordered. */
async function bindingPrice(page: Page): Promise<boolean> {
  await page.locator('input[type="file"]').setInputFiles([file("block.stl", block)]);
  await page.getByText("not binding").waitFor();
  assert.equal(await page.getByRole("button", { name: "Order it" }).count(), 0, "an estimate cannot be ordered");
  await page.getByRole("button", { name: "Get a binding price" }).click();
  await page.getByText(new RegExp(`${bound}|The price stays an estimate`)).waitFor({ timeout: 120_000 });
  return (await page.getByText(bound).count()) > 0;
}

async function fillAddress(page: Page): Promise<void> {
  const typed = {
    Name: "Ada Lovelace",
    Address: "12 St James's Square",
    "Town or city": "London",
    Postcode: "SW1Y 4JH",
    "E-mail address": "ada@example.org",
  };
  for (const [label, text] of Object.entries(typed)) await page.getByLabel(label, { exact: true }).fill(text);
}

test("A binding price is ordered and paid at PayPal; cancelled in time, all of it goes back; ordered anew, it is shipped", {
  timeout: 300_000,
}, async (t) => {
  const { page } = await openPhone(t, undefined, "/print");
  if (!(await bindingPrice(page))) return t.skip("No slicer here: no price is binding.");
  const state = page.getByRole("region", { name: "How far it is" });
  let total = "";

  await t.test("what is missing in the address is told at its field", async () => {
    await page.getByRole("button", { name: "Order it" }).click();
    const pay = page.getByRole("button", { name: /^Order and pay £/ });
    total = ((await pay.textContent()) ?? "").replace("Order and pay ", "").trim();
    await pay.click();
    await page.getByText("This is missing.").first().waitFor();
    assert.equal(await page.getByText("This is missing.").count(), 5);
    await lookAtBoth(page, "order-form");
  });

  await t.test("the way to PayPal and back without paying leaves it to be paid", async () => {
    await fillAddress(page);
    await page.getByRole("button", { name: /^Order and pay £/ }).click();
    await page.getByRole("heading", { name: "Pay with PayPal" }).waitFor();
    assert.ok((await page.locator("strong").textContent())?.includes(total.slice(1)), "PayPal asks for the same sum");
    await page.getByRole("button", { name: "Cancel and go back" }).click();
    await page.getByText("Nothing was paid.").waitFor();
    await state.getByText("To pay", { exact: true }).waitFor();
    await look(page, "order-to-pay");
  });

  await t.test("paid at PayPal it is paid here, with a receipt", async () => {
    await page.getByRole("link", { name: "Pay now" }).click();
    await page.getByRole("button", { name: "Pay now" }).click();
    await state.getByRole("status").getByText("Paid", { exact: true }).waitFor();
    await page.waitForURL((at) => at.pathname.startsWith("/orders/") && at.search === "");
    await lookAtBoth(page, "order-paid");
    const receipt = await textOf(await downloadBy(page.getByRole("button", { name: /^Receipt \d+$/ })));
    assert.ok(receipt.includes("Ada Lovelace") && receipt.includes("block.stl") && receipt.includes(total));
  });

  await t.test("cancelled after a question, all that was paid goes back", async () => {
    const cancel = page.getByRole("button", { name: "Cancel the order" });
    await cancel.click();
    await page.getByRole("dialog").getByText(`${total} goes back`).waitFor();
    await look(page, "order-cancel");
    await page.getByRole("dialog").getByRole("button", { name: "Cancel the order" }).click();
    await state.getByText("Refunded", { exact: true }).waitFor();
    await state.getByText(`${total} was given back.`).waitFor();
    assert.equal(await cancel.count(), 0);
    await look(page, "order-refunded");
  });

  await t.test("it is ordered anew, to the same address, at today's price", async () => {
    await page.getByRole("button", { name: "Get a new price" }).click();
    await page.getByLabel("Name", { exact: true }).waitFor();
    assert.equal(await page.getByLabel("Postcode").inputValue(), "SW1Y 4JH");
    await page.getByRole("button", { name: /^Order and pay £/ }).click();
    await page.getByRole("button", { name: "Pay now" }).click();
    await state.getByRole("status").getByText("Paid", { exact: true }).waitFor();
  });

  await t.test("the shop prints and ships it, and the buyer follows the parcel", async () => {
    const orderId = new URL(page.url()).pathname.split("/").pop() ?? "";
    const { page: admin } = await openPhone(t, undefined, "/sign-in?to=/admin/orders?state=paid");
    await signInByMail(admin, adminEmail);
    await admin.getByRole("button", { name: "Go on" }).click();
    await admin.getByRole("link", { name: orderId.slice(0, 8).toUpperCase() }).waitFor();
    await lookAtBoth(admin, "admin-orders");
    await admin.getByRole("link", { name: orderId.slice(0, 8).toUpperCase() }).click();
    await admin.getByRole("button", { name: "Begin to print" }).click();
    await admin.getByText("Done.", { exact: true }).waitFor();
    await lookAtBoth(admin, "admin-order");
    await admin.getByRole("button", { name: "Ship it" }).click();
    const dialog = admin.getByRole("dialog");
    await dialog.getByRole("button", { name: "Do it" }).click();
    await dialog.getByText("Name the carrier.").waitFor();
    await dialog.getByLabel("Carrier").fill("Royal Mail");
    await dialog.getByLabel("Tracking number").fill("AB 123");
    await dialog.getByLabel("Page to follow it (if any)").fill("https://parcels.example/AB123");
    await look(admin, "admin-ship");
    await dialog.getByRole("button", { name: "Do it" }).click();
    await admin.getByRole("button", { name: "It has arrived" }).waitFor();
    await page.reload();
    await state.getByRole("status").getByText("Shipped", { exact: true }).waitFor();
    await page.getByText("Tracking: Royal Mail, AB 123").waitFor();
    await page.getByRole("link", { name: "Follow the parcel" }).waitFor();
    assert.equal(await page.getByRole("button", { name: "Cancel the order" }).count(), 0, "it is on its way");
    await look(page, "order-shipped");
  });

  await t.test("both stand among the orders", async () => {
    await page.goto(`${url}/orders`);
    const list = page.getByRole("list", { name: "Orders, newest first" });
    await list.getByText("Refunded", { exact: true }).waitFor();
    await list.getByText("Shipped", { exact: true }).waitFor();
    await lookAtBoth(page, "orders");
    await list
      .getByRole("link", { name: /^Order [0-9A-F]{8}$/ })
      .last()
      .click();
    await page.getByText(`${total} was given back.`).waitFor();
  });
});
