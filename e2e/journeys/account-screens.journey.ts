import assert from "node:assert/strict";
import test from "node:test";
import type { Page } from "playwright-core";
import { mailedCode, newEmail } from "../fixtures/account.ts";
import { downloadBy } from "../fixtures/download.ts";
import { desktopSize, look, lookAtBoth } from "../fixtures/look.ts";
import { openPhone, url } from "../fixtures/phone.ts";

test("Every screen of account, plan and notices reads well on a phone and on a desktop", {
  timeout: 240_000,
}, async (t) => {
  const { page, context } = await openPhone(t);
  const email = newEmail();

  for (const [path, text] of [
    ["/account", "No account here"],
    ["/plan", "0 of 3"],
    ["/notices", "How you are told"],
    ["/device", "Erase what the server has of this device"],
    ["/sign-in?to=/account", "or by e-mail"],
  ] as const) {
    await page.goto(url + path);
    await page.getByText(text, { exact: true }).waitFor();
    await lookAtBoth(page, `signed-out${path.replace(/\?.*/, "").replaceAll("/", "-")}`);
  }

  await page.getByLabel("E-mail address").fill("nonsense");
  await page.getByRole("button", { name: "Send a code" }).click();
  await page.getByText("That is no e-mail address.").waitFor();
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("button", { name: "Send a code" }).click();
  await page.getByLabel("Code", { exact: true }).fill("0000 0000");
  await page.getByText("The code is not (or no longer) right").waitFor();
  await lookAtBoth(page, "sign-in-code");
  await page.getByLabel("Code", { exact: true }).fill(await mailedCode(email));
  await page.getByText("This device is linked").waitFor();
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByRole("heading", { name: "Where you are signed in" }).waitFor();
  await page.getByRole("list", { name: "Linked devices" }).waitFor();
  await lookAtBoth(page, "account-new");

  await page.goto(`${url}/account/keys`);
  await page.getByLabel("Name", { exact: true }).fill("build server");
  await page.getByLabel(/Look at scans/).check();
  await page.getByRole("button", { name: "Make a key", exact: true }).click();
  const secret = await page.getByRole("status", { name: "Key" }).textContent();
  assert.match(secret ?? "", /^ck_[A-Za-z0-9_-]{43}$/);
  await lookAtBoth(page, "key-new");
  await page.getByRole("button", { name: "I have kept it" }).click();
  const asked = () => fetch(`${url}/api/v1/scans`, { headers: { authorization: `Bearer ${secret}` } });
  assert.equal((await asked()).status, 200, "the key works");
  await page.getByRole("button", { name: "Revoke build server" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await page.getByText("Revoked", { exact: true }).waitFor();
  await lookAtBoth(page, "keys");
  assert.equal((await asked()).status, 401, "a revoked key does not");

  await page.goto(`${url}/notices`);
  await page.getByRole("checkbox", { name: "A scan is done: E-mail" }).uncheck();
  await page.waitForResponse(
    (answer) => answer.url().endsWith("/notices/choices") && answer.request().method() === "PUT",
  );
  await page.reload();
  await page.getByRole("checkbox", { name: "A scan failed: E-mail" }).waitFor();
  assert.equal(await page.getByRole("checkbox", { name: "A scan is done: E-mail" }).isChecked(), false);
  await lookAtBoth(page, "notices");

  await page.goto(`${url}/account`);
  await page.getByRole("button", { name: "Make an export" }).click();
  await page.getByRole("link", { name: "Download" }).waitFor();
  const download = await downloadBy(page.getByRole("link", { name: "Download" }));
  assert.match(download.suggestedFilename(), /\.zip$/);
  await lookAtBoth(page, "export");

  await page.goto(`${url}/plan`);
  await page.getByText("0 of 3", { exact: true }).waitFor();
  await lookAtBoth(page, "plan-trial");
  await context.setOffline(true);
  await page.goto(`${url}/account`);
  await page.getByText(/Shown as last known/).waitFor();
  await look(page, "account-offline");
  await page.goto(`${url}/plan`);
  await page.getByText(/as of /).waitFor();
  await look(page, "plan-offline");
});

test("A person signs in and makes a key with the keyboard alone", { timeout: 120_000 }, async (t) => {
  const { page } = await openPhone(t);
  await page.setViewportSize(desktopSize);
  await tabTo(page, "Account");
  await page.keyboard.press("Enter");
  await page.getByText("No account here").waitFor();
  await tabTo(page, "Sign in");
  await page.keyboard.press("Enter");
  const email = newEmail();
  await tabTo(page, "E-mail address");
  await page.keyboard.type(email);
  await page.keyboard.press("Enter");
  await page.getByText("Enter the code").waitFor();
  // The field has the focus, and eight digits suffice.
  await page.keyboard.type(await mailedCode(email));
  await page.getByText("This device is linked").waitFor();
  await tabTo(page, "Go on");
  await page.keyboard.press("Enter");
  await tabTo(page, "API keys");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Make a key", exact: true }).waitFor();
  await tabTo(page, "Name");
  await page.keyboard.type("by hand");
  await tabTo(page, "Look at scans and fetch results");
  await page.keyboard.press("Space");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByText(/^ck_/).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Revoke by hand" }).waitFor();
});

/** Presses Tab until what has that name is focused, as a person who sees the ring would. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    const focused = await page.evaluate(() => {
      const element = document.activeElement as (HTMLElement & { labels?: NodeListOf<HTMLElement> }) | null;
      const label = element?.labels?.[0]?.textContent;
      return (element?.getAttribute("aria-label") ?? label ?? element?.textContent ?? "").split("\n")[0]?.trim();
    });
    if (focused?.startsWith(name)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab never came to “${name}”.`);
}
