import assert from "node:assert/strict";
import test from "node:test";
import { adminOf, signInByMail } from "../fixtures/account.ts";
import { look, lookAtBoth } from "../fixtures/look.ts";
import { dispute, type FakeOrder, nextCapture, orderAtPayPal, settleCapture } from "../fixtures/paypal.ts";
import { openPhone, reloadUntil, url } from "../fixtures/phone.ts";
import { bindingPrice, orderBy, stateOf, untilState } from "../fixtures/print.ts";

test("Payments that do not go straight: a card, a declined one, a pending one, a disputed one", {
  timeout: 300_000,
}, async (t) => {
  const { page } = await openPhone(t, undefined, "/print");
  if (!(await bindingPrice(page))) return t.skip("No slicer here: no price is binding.");
  const state = stateOf(page);
  const orderAgain = async (method: "PayPal" | "Card") => {
    await page.goto(`${url}/quotes`);
    await page.getByRole("link", { name: "block.stl" }).first().click();
    await page.getByRole("button", { name: "Get a new price" }).click();
    await orderBy(page, method);
  };
  let paid: FakeOrder | null = null;

  await t.test(
    "a card that fails can be followed by one that works, on Stripe's page; the receipt stands on a page",
    async () => {
      await orderBy(page, "Card");
      await page.getByRole("button", { name: "Pay with a card that fails" }).click();
      await page.getByText("Your card was declined.").waitFor();
      await page.getByRole("button", { name: "Pay with a card that works" }).click();
      await untilState(page, "Paid");
      await state.getByText(/by card/).waitFor();
      await page.waitForURL((at) => at.pathname.startsWith("/orders/") && at.search === "");
      await page.getByRole("link", { name: "Show the receipt" }).click();
      const receipt = page.getByRole("article");
      await receipt.getByRole("heading", { name: /^Receipt \d+$/ }).waitFor();
      await receipt.getByText("Ada Lovelace").waitFor();
      await receipt.getByText("block.stl").waitFor();
      await lookAtBoth(page, "receipt-page");
      await page.goBack();
    },
  );

  await t.test("a capture that is declined takes nothing, says so, and can be paid again", async () => {
    await orderAgain("PayPal");
    await nextCapture(await orderAtPayPal(page), "DECLINED");
    await page.getByRole("button", { name: "Pay now" }).click();
    await page.getByRole("alert").getByText("The payment did not go through").waitFor();
    await untilState(page, "To pay");
    await look(page, "order-declined");
    await page.getByRole("link", { name: "Pay now" }).click();
    paid = await orderAtPayPal(page);
    await nextCapture(paid, "COMPLETED");
    await page.getByRole("button", { name: "Pay now" }).click();
    await untilState(page, "Paid");
  });

  await t.test("a disputed payment holds the order, and the shop sees it", async () => {
    assert.ok(paid);
    const orderId = new URL(page.url()).pathname.split("/").pop() ?? "";
    await dispute(paid);
    await reloadUntil(page, state.getByRole("alert").getByText("The payment is disputed"));
    await look(page, "order-disputed");
    const { page: admin } = await openPhone(t, undefined, "/sign-in?to=/admin/orders?held=1");
    await signInByMail(admin, adminOf("payments"));
    await admin.getByRole("button", { name: "Go on" }).click();
    await admin.getByRole("link", { name: orderId.slice(0, 8).toUpperCase() }).click();
    await admin.getByRole("alert").getByText("The payment is disputed").waitFor();
    assert.equal(await admin.getByRole("button", { name: "Begin to print" }).count(), 0, "nothing held is printed");
    await lookAtBoth(admin, "admin-order-disputed");
    await dispute(paid, "seller");
    await reloadUntil(admin, admin.getByRole("button", { name: "Begin to print" }));
  });

  await t.test("a pending payment is waited for, and paid when PayPal lets go of it", async () => {
    await orderAgain("PayPal");
    const at = await orderAtPayPal(page);
    await nextCapture(at, "PENDING");
    await page.getByRole("button", { name: "Pay now" }).click();
    await untilState(page, "Payment pending");
    await page.getByText("The payment service has not let go of the money yet.").waitFor();
    await look(page, "order-pending");
    await settleCapture(at);
    // The page asks by itself.
    await state.getByRole("status").getByText("Paid", { exact: true }).waitFor({ timeout: 60_000 });
  });
});
