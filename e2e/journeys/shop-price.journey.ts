import test from "node:test";
import { adminOf, signInByMail } from "../fixtures/account.ts";
import { cannotBeSliced } from "../fixtures/database.ts";
import { look, lookAtBoth } from "../fixtures/look.ts";
import { openPhone, url } from "../fixtures/phone.ts";
import { bindingPrice, orderBy, untilState } from "../fixtures/print.ts";

test("A part that cannot be sliced is ordered at a price that the shop names", { timeout: 300_000 }, async (t) => {
  const { page } = await openPhone(t, undefined, "/print");
  if (!(await bindingPrice(page))) return t.skip("No slicer here: no price is binding.");
  await page.goto(`${url}/quotes`);
  await page.getByRole("link", { name: "block.stl" }).click();
  await page.waitForURL(/\/quotes\/[0-9a-f-]{36}$/);
  const quoteId = new URL(page.url()).pathname.split("/").pop() ?? "";
  cannotBeSliced(quoteId);
  const name = quoteId.slice(0, 8).toUpperCase();

  const { page: admin } = await openPhone(t, undefined, "/sign-in?to=/admin/orders");
  await signInByMail(admin, adminOf("review"));
  await admin.getByRole("button", { name: "Go on" }).click();
  await admin.getByRole("button", { name: `Approve ${name}` }).click();
  const dialog = admin.getByRole("dialog");
  await dialog.getByRole("button", { name: "Do it" }).click();
  await dialog.getByText("Give an amount of at least one penny.").waitFor();
  await lookAtBoth(admin, "admin-review-price");
  await dialog.getByLabel(/^Your price for all its parts/).fill("43.21");
  await dialog.getByLabel("A word to the customer (if any)").fill("Printed by hand.");
  await dialog.getByRole("button", { name: "Do it" }).click();
  await admin.getByText("Done.", { exact: true }).waitFor();
  await admin.getByRole("button", { name: `Approve ${name}` }).waitFor({ state: "detached" });

  await page.goto(`${url}/quotes`);
  await page.getByRole("link", { name: "block.stl" }).click();
  await page.getByText("The shop says: Printed by hand.").waitFor();
  await page.getByText("£43.21").first().waitFor();
  await look(page, "quote-shop-price");
  await orderBy(page, "PayPal");
  await page.getByRole("button", { name: "Pay now" }).click();
  await untilState(page, "Paid");
});
