import assert from "node:assert/strict";
import test from "node:test";
import { addAuthenticator, namedUrl, newEmail, signInByMail, withoutSuggestions } from "../fixtures/account.ts";
import { addPhotos, makeScan, untilTiles } from "../fixtures/app.ts";
import { look } from "../fixtures/look.ts";
import { openPhone, url } from "../fixtures/phone.ts";
import { samplePhotos } from "../fixtures/photos.ts";

const origin = namedUrl;

test("A passkey signs in without a code, and a signed-out phone keeps its photos", { timeout: 120_000 }, async (t) => {
  const { page, context } = await openPhone(t, undefined, "/", { origin });
  await addAuthenticator(context, page);
  const email = newEmail();
  const scanId = await makeScan(page);
  await addPhotos(page, samplePhotos.slice(0, 3));
  await untilTiles(page, 3, "Confirmed");

  await t.test("the first time by a code; then a passkey is made", async () => {
    await page.goto(`${origin}/sign-in?to=/account`);
    await signInByMail(page, email);
    await page.getByText("1 scan came along").waitFor();
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.getByRole("button", { name: "Add a passkey" }).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Go on" }).click();
    await page.waitForURL(`${origin}/account`);
    await page.getByRole("list", { name: "Passkeys" }).getByRole("listitem").waitFor();
  });

  await t.test("a passkey can be renamed", async () => {
    await page.getByRole("button", { name: /^Rename / }).click();
    await page.getByRole("dialog").getByLabel("Name of the passkey").fill("Workshop phone");
    await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await page.getByText("Workshop phone").waitFor();
    await look(page, "account");
  });

  await t.test("signed out, the photos stay and say why nothing is sent", async () => {
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Sign out" }).click();
    await page.getByText("No account here").waitFor();
    await page.goto(`${origin}/scans/${scanId}`);
    await page.getByText("You are signed out of this scan's account").waitFor();
    await addPhotos(page, samplePhotos.slice(3, 4));
    await untilTiles(page, 1, "Saved on this device");
    await look(page, "scan-signed-out");
  });

  await t.test("the passkey lets one in again, and what waited is sent", async () => {
    await withoutSuggestions(page);
    await page.getByRole("link", { name: "Sign in" }).click();
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await page.getByText("This device is linked").waitFor();
    await page.getByRole("button", { name: "Go on" }).click();
    await page.waitForURL(`${origin}/scans/${scanId}`);
    await untilTiles(page, 4, "Confirmed");
  });

  await t.test("a deleted passkey is gone; the address still lets one in", async () => {
    await page.goto(`${origin}/account`);
    await page.getByRole("button", { name: "Delete Workshop phone" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await page.getByText("None yet.").waitFor();
  });

  await t.test("the e-mail field suggests a passkey, which signs in without a tap on anything else", async () => {
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.getByRole("list", { name: "Passkeys" }).getByRole("listitem").waitFor();
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Sign out" }).click();
    await page.getByText("No account here").waitFor();
    await page.getByRole("link", { name: "Sign in" }).click();
    await page.getByText("This device is linked").waitFor();
  });
});

test("Signing out everywhere ends every other phone too, whose photos stay on it", { timeout: 120_000 }, async (t) => {
  const email = newEmail();
  const first = await openPhone(t);
  const second = await openPhone(t);
  for (const { page } of [first, second]) {
    await page.goto(`${url}/sign-in?to=/account`);
    await signInByMail(page, email);
    await page.getByRole("button", { name: "Go on" }).click();
    await page.getByRole("heading", { name: "Where you are signed in" }).waitFor();
  }
  await second.page.goto(url);
  const scanId = await makeScan(second.page);
  await addPhotos(second.page, samplePhotos.slice(0, 2));
  await untilTiles(second.page, 2, "Confirmed");

  const sessions = first.page.getByRole("list", { name: "Where you are signed in" }).getByRole("listitem");
  await first.page.reload();
  await sessions.nth(1).waitFor();
  await first.page.getByRole("button", { name: "Sign out everywhere" }).click();
  await first.page.getByRole("dialog").getByRole("button", { name: "Sign out everywhere" }).click();
  await first.page.getByText("No account here").waitFor();

  await second.page.goto(`${url}/account`);
  await second.page.getByText("No account here").waitFor();
  await second.page.goto(`${url}/scans/${scanId}`);
  await second.page.getByText("You are signed out of this scan's account").waitFor();
  await untilTiles(second.page, 2, "");
  const server = await second.server();
  assert.equal(await server.scanIfThere(scanId), null, "the phone's own token no longer reaches the account's scan");
});
