import assert from "node:assert/strict";
import test from "node:test";
import type { Page } from "playwright-core";
import { adminOf, signInByMail } from "../fixtures/account.ts";
import { downloadBy, textOf } from "../fixtures/download.ts";
import { look, lookAtBoth } from "../fixtures/look.ts";
import { openPhone, url } from "../fixtures/phone.ts";
import { block, orderBy, untilBinding, untilState } from "../fixtures/print.ts";
import { file } from "../fixtures/stl.ts";

/** Under its own name: other journeys buy what every shop sells. */
const id = `nylon-${crypto.randomUUID().slice(0, 6)}`;
const name = `Nylon ${id.slice(6)}`;

test("A shop is run from its screens: a material with stock, its price tried out and put in force, a quote approved", {
  timeout: 300_000,
}, async (t) => {
  const { page: admin } = await openPhone(t, undefined, "/sign-in?to=/admin/materials");
  await signInByMail(admin, adminOf("shop"));
  await admin.getByRole("button", { name: "Go on" }).click();

  await t.test("a new material has a density, colours and stock; what does not fit is told at its field", async () => {
    await admin.getByRole("textbox", { name: /^Add a material/ }).waitFor();
    await lookAtBoth(admin, "admin-materials");
    await admin.getByRole("textbox", { name: /^Add a material/ }).fill(id);
    await admin.getByRole("group", { name: "Add a material" }).getByRole("button", { name: "Add" }).click();
    const material = materialOf(admin, id);
    await material.locator("summary").click();
    await material.getByText("no price: not sold").waitFor();
    await admin.getByRole("button", { name: "Save" }).click();
    await admin.getByText("Not saved: 1 field above need a look.").waitFor();
    await material.getByText("Give a number.").waitFor();
    await material.getByLabel("Density in g/cm³").fill("1.14");
    await material.getByLabel("Name").first().fill(name);
    const named = materialOf(admin, name);
    await named.getByLabel("Slicer's profile").selectOption("petg");
    await named
      .getByRole("group", { name: "Colour: black" })
      .getByLabel(/^Stock in g/)
      .fill("750");
    await named.getByRole("textbox", { name: /^Add a colour/ }).fill("teal");
    await named.getByRole("group", { name: "Add a colour" }).getByRole("button", { name: "Add" }).click();
    await named
      .getByRole("group", { name: "Colour: teal" })
      .getByLabel(/^Stock in g/)
      .fill("0");
    await lookAtBoth(admin, "admin-material");
    await admin.getByRole("button", { name: "Save" }).click();
    // What was saved is shown anew, folded.
    await materialOf(admin, name).getByText("750 g in stock").waitFor();
    await materialOf(admin, name).getByText("1 colour used up").waitFor();
  });

  await t.test("its price is written into a new book, which is tried out before it can be put in force", async () => {
    await admin.getByRole("link", { name: "Price books" }).click();
    await admin.getByRole("link", { name: "Write a new one" }).click();
    const materials = admin.getByRole("group", { name: "Materials", exact: true });
    await materials.getByRole("combobox", { name: "Price a material" }).selectOption(id);
    await materials.getByRole("button", { name: "Add" }).click();
    const priced = materials.getByRole("group", { name: id });
    await admin.getByRole("button", { name: "Save as a draft" }).click();
    await admin.getByText("Not saved: 1 field above need a look.").waitFor();
    await priced.getByLabel("Price per kg").fill("68.50");
    await lookAtBoth(admin, "admin-book-new");
    await admin.getByLabel(/^Note: what is changed/).fill("nylon comes in");
    await admin.getByRole("button", { name: "Save as a draft" }).click();
    await admin.getByText(`Materials, ${id}: Price per kg: – → 68.50`).waitFor();
    assert.equal(await admin.getByRole("button", { name: "Put in force" }).count(), 0, "it was not tried out");
    await admin.getByRole("button", { name: "Try it out" }).click();
    await admin.getByRole("region", { name: "Recent quotes by this book" }).waitFor();
    await lookAtBoth(admin, "admin-book");
    await admin.getByRole("button", { name: "Put in force" }).click();
    await admin.getByRole("dialog").getByRole("button", { name: "Put in force" }).click();
    await admin.getByText("It is in force now.").waitFor();
    await admin.goto(`${url}/admin/books`);
    const [row] = await admin.getByRole("row").filter({ hasText: "nylon comes in" }).all();
    await row?.getByText("In force", { exact: true }).waitFor();
    await lookAtBoth(admin, "admin-books");
  });

  await t.test(
    "a buyer is offered it, but for the colour that is used up; so many pieces wait for the shop",
    async (t) => {
      const { page } = await openPhone(t, undefined, "/print");
      await page.locator('input[type="file"]').setInputFiles([file("block.stl", block)]);
      await page.getByLabel("Material").selectOption(id);
      assert.ok(await page.getByRole("radio", { name: "teal (used up)" }).isDisabled());
      await page.getByLabel("Pieces").fill("250");
      await page.getByLabel("Pieces").press("Enter");
      if (!(await untilBinding(page))) return t.skip("No slicer here: no price is binding.");
      await page.getByText("The shop looks at it before it can be ordered.").waitFor();
      await page.goto(`${url}/quotes`);
      await page.getByText("With the shop").waitFor();
      await page.getByRole("link", { name: "block.stl" }).click();
      await page.waitForURL(/\/quotes\/[0-9a-f-]{36}$/);
      const quote = (new URL(page.url()).pathname.split("/").pop() ?? "").slice(0, 8).toUpperCase();

      await admin.goto(`${url}/admin/orders`);
      await admin.getByRole("button", { name: `Approve ${quote}` }).waitFor();
      await look(admin, "admin-reviews");
      await admin.getByRole("button", { name: `Approve ${quote}` }).click();
      await admin.getByRole("dialog").getByLabel("A word to the customer (if any)").fill("It takes two weeks.");
      await admin.getByRole("dialog").getByRole("button", { name: "Do it" }).click();
      await admin.getByText("Done.", { exact: true }).waitFor();

      await page.reload();
      await page.getByText("The shop says: It takes two weeks.").waitFor();
      await look(page, "quote-approved");
      await orderBy(page, "PayPal");
      await page.getByRole("button", { name: "Pay now" }).click();
      await untilState(page, "Paid");
      const orderId = new URL(page.url()).pathname.split("/").pop() ?? "";
      await admin.reload();
      const csv = await textOf(await downloadBy(admin.getByRole("link", { name: "Orders as CSV" })));
      assert.ok(csv.includes(orderId), "the order stands in the board's file");
    },
  );
});

/** The entry whose folded line says that. */
const materialOf = (page: Page, text: string) =>
  page.locator("details").filter({ has: page.locator("summary", { hasText: text }) });
