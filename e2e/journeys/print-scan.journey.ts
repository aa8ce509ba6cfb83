import assert from "node:assert/strict";
import test from "node:test";
import { addPhotos, cancelJob, freeWorkerAfter, makeScan, onServer, send, untilTiles } from "../fixtures/app.ts";
import { finishCancelledJob } from "../fixtures/finished-scan.ts";
import { look, lookAtBoth } from "../fixtures/look.ts";
import { openPhone, url } from "../fixtures/phone.ts";
import { greyPng } from "../fixtures/photos.ts";
import { orderBy, untilBinding, untilState } from "../fixtures/print.ts";
import { stlOf } from "../fixtures/stl.ts";

const part = stlOf([{ size: [48, 31, 12], at: [0, 0, 0] }]);
const greys = Array.from({ length: 20 }, (_, i) => ({
  ...{ name: `grey-${i}.png`, mimeType: "image/png", buffer: greyPng(1200 + i, 900) },
}));

test("A scan is printed: priced also offline, its file not sent again, ordered and paid", {
  timeout: 240_000,
}, async (t) => {
  const phone = await openPhone(t);
  const { page, context } = phone;
  const scanId = await makeScan(page);
  freeWorkerAfter(t, phone, scanId);
  await addPhotos(page, greys);
  await untilTiles(page, greys.length, "Confirmed");
  await send(page, "Draft");
  await page.getByRole("button", { name: "Cancel the job" }).waitFor();
  await cancelJob(page);
  finishCancelledJob(scanId, part);
  await onServer(phone, scanId, "a result", ({ state }) => state === "done");

  const sent: string[] = [];
  page.on("request", (request) => {
    const [, path] = /\/api\/v1\/(parts\/.*)$/.exec(request.url()) ?? [];
    if (path) sent.push(`${request.method()} ${path.replaceAll(/[0-9a-f-]{36}/g, "ID")}`);
  });
  await page.goto(`${url}/scans/${scanId}`);
  await page.getByRole("link", { name: "Print this" }).click();
  await page.getByText("48 × 31 × 12 mm", { exact: true }).waitFor();
  await page.getByText("not binding").waitFor();
  await lookAtBoth(page, "print-scan");

  await t.test("without a network it is priced from this device", async () => {
    const here = page.url();
    await context.setOffline(true);
    await page.goto(here);
    await page.getByText("48 × 31 × 12 mm", { exact: true }).waitFor();
    await page.getByText("A binding price needs a network.").waitFor();
    await context.setOffline(false);
    await page.getByRole("button", { name: "Get a binding price" }).waitFor();
  });

  await t.test("with one the server takes its own file, and the order is paid", async (step) => {
    if (!(await untilBinding(page))) return step.skip("No slicer here: no price is binding.");
    assert.deepEqual(sent, ["POST parts/from-scan"]);
    await orderBy(page, "PayPal");
    await page.getByRole("button", { name: "Pay now" }).click();
    await untilState(page, "Paid");
    await look(page, "print-scan-paid");
  });
});
