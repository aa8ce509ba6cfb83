import assert from "node:assert/strict";
import test from "node:test";
import { mailedInvitation, newEmail, signInByMail } from "../fixtures/account.ts";
import { makeScan } from "../fixtures/app.ts";
import { giveEnterprise } from "../fixtures/database.ts";
import { eventually } from "../fixtures/eventually.ts";
import { lookAtBoth } from "../fixtures/look.ts";
import { openPhone, url } from "../fixtures/phone.ts";
import { greyPng } from "../fixtures/photos.ts";

test("An owner invites a colleague who, as a viewer, sees the organisation's scans and cannot send", {
  timeout: 180_000,
}, async (t) => {
  const { page } = await openPhone(t, undefined, "/sign-in?to=/account");
  const [ownerEmail, colleagueEmail] = [newEmail(), newEmail()];
  await signInByMail(page, ownerEmail);
  await page.getByRole("button", { name: "Go on" }).click();
  let organisationId = "";
  let scanId = "";

  await t.test("an organisation is made, and its workspace opened", async () => {
    await page.getByLabel("Name of the organisation").fill("Flange & Sons");
    await page.getByRole("button", { name: "Make an organisation" }).click();
    await page.waitForURL(/\/organisation\/[0-9a-f-]{36}$/);
    organisationId = page.url().split("/").at(-1) ?? "";
    await page.getByRole("button", { name: "Open its workspace" }).click();
    await page.getByText("Workspace open", { exact: true }).waitFor();
  });

  await t.test("inviting needs the Enterprise plan, and says so", async () => {
    await page.getByLabel("E-mail address").fill(colleagueEmail);
    await page.getByRole("button", { name: "Send the invitation" }).click();
    await page.getByRole("alert").getByRole("link", { name: "Plan and quota" }).waitFor();
    giveEnterprise(organisationId);
    await page.getByRole("button", { name: "Send the invitation" }).click();
    await page.getByRole("list", { name: "Invitations" }).getByText(colleagueEmail).waitFor();
  });

  await t.test("the app wears the look that is chosen, if it can be read", async () => {
    await page.getByLabel("Name of the app").fill("Flangescan");
    await page.getByRole("textbox", { name: "Accent by day", exact: true }).fill("#ffe600");
    await page.getByText(/too little, 4.5 is needed: take a darker one/).waitFor();
    assert.equal(await page.getByRole("button", { name: "Save the look" }).getAttribute("aria-disabled"), "true");
    await page.getByRole("textbox", { name: "Accent by day", exact: true }).fill("#7a1fa2");
    await page.getByRole("textbox", { name: "Accent by night", exact: true }).fill("#dba6ff");
    await page.getByRole("button", { name: "Save the look" }).click();
    const logo = { name: "logo.png", mimeType: "image/png", buffer: greyPng(96, 64) };
    await page.getByLabel("Choose a logo").setInputFiles(logo);
    await page.getByRole("img", { name: "Logo of Flangescan" }).waitFor();
    await lookAtBoth(page, "organisation");
    await page.goto(url);
    await page.getByRole("heading", { name: "Flangescan", level: 1 }).waitFor();
    await eventually("the accent is the organisation's", async () => {
      const blue = () => getComputedStyle(document.documentElement).getPropertyValue("--blue");
      return ["#7a1fa2", "#dba6ff"].includes(await page.evaluate(blue));
    });
    scanId = await makeScan(page);
    await page.goto(url);
  });

  const colleague = await openPhone(t, undefined, new URL(await mailedInvitation(colleagueEmail)).pathname);
  const theirs = colleague.page;

  await t.test("the colleague signs in, accepts, and sees the scans without a way to make or send any", async () => {
    await theirs.getByText("There is no invitation in this address").waitFor();
    // Another fragment alone would be the same page to the browser.
    await theirs.goto("about:blank");
    await theirs.goto(await mailedInvitation(colleagueEmail));
    await theirs.getByText("You are invited to an organisation").waitFor();
    assert.ok(!theirs.url().includes("ci_"), "the token is out of the address bar");
    await lookAtBoth(theirs, "invitation");
    await theirs.getByRole("link", { name: "Sign in" }).click();
    await signInByMail(theirs, colleagueEmail);
    await theirs.getByRole("button", { name: "Go on" }).click();
    await theirs.getByRole("button", { name: "Accept the invitation" }).click();
    await theirs.getByText("You are a viewer here").waitFor();
    await theirs.getByRole("heading", { name: "Flangescan", level: 1 }).waitFor();
    await theirs.getByRole("link", { name: /^Part, / }).waitFor();
    assert.equal(await theirs.getByRole("button", { name: "New scan" }).count(), 0);
    await lookAtBoth(theirs, "list-viewer");
    await theirs.getByRole("link", { name: /^Part, / }).click();
    await theirs.getByText("Draft", { exact: true }).waitFor();
    for (const name of ["Send scan", "Delete scan"])
      assert.equal(await theirs.getByRole("button", { name }).count(), 0, name);
    const status = await theirs.evaluate(
      async ([organisation, scan]) => {
        const headers = { "content-type": "application/json", "x-caliper-workspace": organisation ?? "" };
        const body = JSON.stringify({ name: "mine now", createdAtMs: Date.now() });
        return (await fetch(`/api/v1/scans/${scan}`, { method: "PUT", headers, body })).status;
      },
      [organisationId, scanId],
    );
    assert.equal(status, 403, "the server refuses it too");
  });

  await t.test("made an operator they can scan; removed they are out, with the look gone", async () => {
    await page.goto(`${url}/organisation/${organisationId}`);
    await page.getByLabel(`Role of ${colleagueEmail}`).selectOption("operator");
    await theirs.goto(url);
    await theirs.getByRole("button", { name: "New scan" }).waitFor();
    await page.getByRole("button", { name: `Remove ${colleagueEmail}` }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await page.getByLabel(`Role of ${colleagueEmail}`).waitFor({ state: "detached" });
    await theirs.goto(url);
    await theirs.getByRole("heading", { name: "Caliper", level: 1 }).waitFor();
    await theirs.getByText("No scans yet").waitFor();
  });

  await t.test("the last owner cannot leave; back in the own account the own look is back", async () => {
    await page.getByRole("button", { name: "Leave", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Leave" }).click();
    await page.getByText("An organisation keeps at least one owner").waitFor();
    await page.goto(url);
    await page.getByLabel("Workspace", { exact: true }).selectOption({ label: "Own account" });
    await page.getByRole("heading", { name: "Caliper", level: 1 }).waitFor();
    await page.getByText("No scans yet").waitFor();
  });
});
