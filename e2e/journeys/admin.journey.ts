import assert from "node:assert/strict";
import test from "node:test";
import { newEmail, signInByMail } from "../fixtures/account.ts";
import { addPhotos, cancelJob, freeWorkerAfter, makeScan, onServer, send, untilTiles } from "../fixtures/app.ts";
import { failCancelledJob } from "../fixtures/database.ts";
import { downloadBy, textOf } from "../fixtures/download.ts";
import { eventually } from "../fixtures/eventually.ts";
import { lookAtBoth } from "../fixtures/look.ts";
import { openPhone, url } from "../fixtures/phone.ts";
import { greyPng } from "../fixtures/photos.ts";

const adminEmail = process.env.CALIPER_ADMIN_EMAIL ?? "";

const greys = Array.from({ length: 20 }, (_, i) => ({
  name: `grey-${i}.png`,
  mimeType: "image/png",
  buffer: greyPng(1200 + i, 900),
}));

test("An administrator runs a failed scan again, and it stands in the audit log; nobody else gets in", {
  timeout: 240_000,
}, async (t) => {
  assert.notEqual(adminEmail, "", "CALIPER_ADMIN_EMAIL must say who is an administrator of the system under test");
  const phone = await openPhone(t);
  const { page } = phone;
  const scanId = await makeScan(page);
  freeWorkerAfter(t, phone, scanId);
  await addPhotos(page, greys);
  await untilTiles(page, greys.length, "Confirmed");
  await send(page, "Draft");
  await page.getByRole("button", { name: "Cancel the job" }).waitFor();
  await cancelJob(page);
  failCancelledJob(scanId);

  await t.test("who is no administrator is told so", async () => {
    await page.goto(`${url}/sign-in?to=/admin`);
    await signInByMail(page, newEmail());
    await page.getByRole("button", { name: "Go on" }).click();
    await page.getByText("Only administrators get in here.").waitFor();
    await lookAtBoth(page, "admin-not-allowed");
  });

  const { page: admin } = await openPhone(t, undefined, "/sign-in?to=/admin");
  await signInByMail(admin, adminEmail);
  await admin.getByRole("button", { name: "Go on" }).click();

  await t.test("every room reads well", async () => {
    const rooms = [
      ["", "Alerts"],
      ["/users?search=example.org", "Accounts, newest first"],
      ["/money", "Subscribers by plan"],
      ["/quality", "Results by day"],
      ["/prices", "Look over the change"],
      ["/switches", "Submissions"],
    ] as const;
    for (const [path, text] of rooms) {
      await admin.goto(`${url}/admin${path}`);
      await admin.getByText(text, { exact: true }).first().waitFor();
      await lookAtBoth(admin, `admin${path.replace(/\?.*/, "").replaceAll("/", "-")}`);
    }
  });

  await t.test("the failed scan is found, and run again after a question", async () => {
    await admin.goto(`${url}/admin/scans?state=failed&search=${scanId}`);
    await admin.getByRole("link", { name: /^Part, / }).click();
    await admin.getByText("Nothing but table.").waitFor();
    await admin.getByRole("button", { name: "Run again" }).click();
    await admin.getByRole("dialog").getByRole("button", { name: "Run again" }).click();
    await admin.getByRole("heading", { name: "Job 2" }).waitFor();
    await onServer(phone, scanId, "it runs again", ({ state }) => state === "queued" || state === "running");
    await lookAtBoth(admin, "admin-scan");
    await admin.getByRole("button", { name: "Cancel the job" }).click();
    await admin.getByRole("button", { name: "Do it" }).click();
    await admin.getByText("Give a reason of 3 to 300 characters.").waitFor();
    await admin.getByLabel("Reason").fill("only a journey");
    await admin.getByRole("button", { name: "Do it" }).click();
    await onServer(phone, scanId, "it is cancelled", ({ state }) => state === "cancelled");
  });

  await t.test("a price is looked over before it is in force, and taken back", async () => {
    await admin.goto(`${url}/admin/prices`);
    const overage = admin.getByLabel("Each model over the quota, in pounds");
    await overage.fill("0");
    await admin.getByRole("button", { name: "Look over the change" }).click();
    await admin.getByText("Give an amount of at least one penny.").waitFor();
    await overage.fill("0.75");
    await admin.getByRole("button", { name: "Look over the change" }).click();
    await admin
      .getByRole("dialog")
      .getByText(/£0.60 → £0.75/)
      .waitFor();
    await admin.getByRole("button", { name: "Put in force" }).click();
    await admin.getByRole("button", { name: "Back to the code's table" }).click();
    await admin.getByRole("dialog").getByRole("button", { name: "Back to the code's table" }).click();
    await admin.getByText("The table in the code is in force.").waitFor();
  });

  await t.test("all of it stands in the audit log, and in its file", async () => {
    await admin.getByRole("link", { name: "Audit log" }).click();
    const log = admin.getByRole("table");
    for (const action of ["retry-job", "cancel-job"])
      await log.getByRole("rowheader", { name: action }).first().waitFor();
    await log.getByText("only a journey").first().waitFor();
    await lookAtBoth(admin, "admin-audit");
    const download = await downloadBy(admin.getByRole("link", { name: "Audit log as CSV" }));
    let csv = "";
    await eventually("the file came", async () => {
      csv = await textOf(download);
      return csv.includes("retry-job");
    });
    assert.ok(csv.includes(scanId));
  });
});
