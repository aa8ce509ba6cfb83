import assert from "node:assert/strict";
import test from "node:test";
import type { Page } from "playwright-core";
import { newEmail, signInByMail } from "../fixtures/account.ts";
import { addPhotos, cancelJob, freeWorkerAfter, makeScan, untilTiles } from "../fixtures/app.ts";
import { useModels } from "../fixtures/database.ts";
import { eventually } from "../fixtures/eventually.ts";
import { look } from "../fixtures/look.ts";
import { openPhone, reloadUntil, url } from "../fixtures/phone.ts";
import { samplePhotos } from "../fixtures/photos.ts";

test("From a first scan without an account to a plan, over its quota within a cap, and to leaving for good", {
  timeout: 180_000,
}, async (t) => {
  const phone = await openPhone(t);
  const { page } = phone;
  const email = newEmail();

  const scanId = await makeScan(page);
  freeWorkerAfter(t, phone, scanId);
  await addPhotos(page, samplePhotos.slice(0, 20));
  await untilTiles(page, 20, "Confirmed");
  await page.getByText("0 of 3 free models used").waitFor();

  await t.test("with an account the scan comes along", async () => {
    await page.getByRole("link", { name: "Plan and quota" }).click();
    await page.getByRole("link", { name: "Sign in to subscribe" }).click();
    await signInByMail(page, email);
    await page.getByText("1 scan came along").waitFor();
    await look(page, "signed-in");
    await page.getByRole("button", { name: "Go on" }).click();
    await page.waitForURL(/\/plan$/);
  });

  await t.test("the plan is bought at the payment service", async () => {
    await page.getByRole("button", { name: "Subscribe to Starter" }).click();
    await page.getByRole("button", { name: "Pay with a card that works" }).click();
    await page.waitForURL(/\/plan\?checkout=done$/);
    await page.getByText("0 of 50", { exact: true }).waitFor();
    await page.getByText("Yours", { exact: true }).waitFor();
    await look(page, "plan-starter");
  });

  await t.test("with the quota used up a scan is refused, says why, and shows the way on", async () => {
    useModels(email, 50);
    await page.goto(`${url}/scans/${scanId}`);
    await page.getByText("50 of 50 models this month · 0 of 5 today").waitFor();
    await page.getByRole("button", { name: "Send scan" }).click();
    await page.getByRole("alert").getByText("The month's models are used up").waitFor();
    await look(page, "quota-used");
    await page.getByRole("alert").getByRole("link", { name: "Allow more models" }).click();
  });

  await t.test("within a spending cap scans go on over the quota", async () => {
    const cap = page.getByLabel(/Most that may be spent/);
    await cap.fill("1.20");
    await page.getByText("Lets 2 more models through: £1.20 at most.").waitFor();
    await page.getByRole("button", { name: "Set the cap" }).click();
    await page.getByText("£0 of £1.20 allowed").waitFor();
    await page.goto(`${url}/scans/${scanId}`);
    await page.getByRole("button", { name: "Send scan" }).click();
    await page.getByRole("button", { name: "Cancel the job" }).waitFor();
    await page.goto(`${url}/plan`);
    await page.getByText("£0.60 of £1.20 allowed").waitFor();
    await page.getByText("1 scan under way, counted until it fails.").waitFor();
    await look(page, "plan-over-quota");
  });

  await t.test("a cancelled scan is not charged", async () => {
    await page.goto(`${url}/scans/${scanId}`);
    await cancelJob(page);
    await page.goto(`${url}/plan`);
    // The model over the quota is given back.
    await reloadUntil(page, page.getByText("£0 of £1.20 allowed"));
  });

  await t.test("a smaller or larger plan, and the end of it, are a tap away", async () => {
    await page.getByRole("button", { name: "Change to Professional" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Change" }).click();
    await page.getByText("50 of 200", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Change to Starter" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Change" }).click();
    await page.getByText("Starter begins with the next period").waitFor();
    await page.getByRole("button", { name: "Keep Professional" }).click();
    await page.getByText("Starter begins with the next period").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Open the billing portal" }).click();
    await page.getByRole("button", { name: "Cancel the plan" }).click();
    await page.goto(`${url}/plan?portal=done`);
    await page.getByText("Professional ends with the period").waitFor();
    await look(page, "plan-ends");
  });

  await t.test("the account is erased, here and there", async () => {
    await page.goto(`${url}/account`);
    await erase(page);
    await page.getByText("No scans yet").waitFor();
    await page.goto(`${url}/account`);
    await page.getByText("No account here").waitFor();
    const server = await phone.server();
    await eventually("the scan is gone", async () => (await server.scanIfThere(scanId)) === null);
  });

  await t.test("who comes back under the same address begins anew", async () => {
    await page.goto(`${url}/sign-in?to=/plan`);
    await signInByMail(page, email);
    await page.getByText("There were no scans on it to bring along").waitFor();
    await page.getByRole("button", { name: "Go on" }).click();
    await page.getByText("0 of 3", { exact: true }).waitFor();
  });
});

async function erase(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Erase …" }).click();
  const dialog = page.getByRole("dialog");
  const go = dialog.getByRole("button", { name: "Erase for good" });
  assert.equal(await go.isEnabled(), false, "nothing is erased by a slip");
  await dialog.getByLabel("Type “erase” to go on").fill("erase");
  await look(page, "erase");
  await go.click();
}
