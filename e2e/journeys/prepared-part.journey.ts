import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import type { Page } from "playwright-core";
import { look, lookAtBoth } from "../fixtures/look.ts";
import { openPhone } from "../fixtures/phone.ts";
import { untilBinding } from "../fixtures/print.ts";
import { file, stlOf } from "../fixtures/stl.ts";

/** A plate of 40 × 25 × 6 mm with a hole through it, as a CAD program writes it. */
const plate = readFileSync(new URL("../fixtures/plate.step", import.meta.url));
const cube = { size: [20, 20, 20], at: [0, 0, 0] } as const;
const choose = (page: Page, name: string, bytes: Buffer) =>
  page.locator('input[type="file"]').setInputFiles([file(name, bytes)]);
const priced = (page: Page) => page.getByText("not binding").waitFor();

function partsSent(page: Page): string[] {
  const sent: string[] = [];
  page.on("request", (request) => {
    const [, path] = /\/api\/v1\/(parts\/.*)$/.exec(request.url()) ?? [];
    if (path && request.method() !== "GET") sent.push(`${request.method()} ${path.replaceAll(/[0-9a-f-]{36}/g, "ID")}`);
  });
  return sent;
}

test("A STEP file is sent by the person's word, turned into triangles, checked and priced", {
  timeout: 240_000,
}, async (t) => {
  const { page } = await openPhone(t, undefined, "/print");
  const sent = partsSent(page);
  await choose(page, "plate.step", plate);
  await page.getByText("A STEP file is turned into triangles on the server").waitFor();
  assert.equal(sent.length, 0);
  await lookAtBoth(page, "print-step-offer");
  await page.getByRole("button", { name: "Send it to the server" }).click();
  await page.getByText("Being turned into triangles on the server").waitFor();
  await page.getByText("40 × 25 × 6 mm", { exact: true }).waitFor({ timeout: 120_000 });
  await page.getByText(/^1 body made into \d+ triangles within 0\.02 mm of the surface$/).waitFor();
  await priced(page);
  await page.locator("canvas").waitFor();
  await lookAtBoth(page, "print-step");

  // It is there already: only the quote is asked for.
  const before = sent.length;
  await untilBinding(page);
  assert.deepEqual(
    sent.slice(before).filter((call) => call.includes("pieces")),
    [],
  );
});

test("A small hole is closed on the server; one that would have to be guessed is left, with the reason", {
  timeout: 240_000,
}, async (t) => {
  const { page } = await openPhone(t, undefined, "/print");
  await choose(page, "hole.stl", stlOf([cube], 1));
  await page.getByText(/The surface has holes/).waitFor();
  await page.getByRole("button", { name: "Let the server mend it" }).click();
  await page.getByText(/^1 hole closed, the widest 28\.3 mm across: 200\.0 mm², 8\.3% of the surface$/).waitFor({
    timeout: 120_000,
  });
  await page.getByText("Closed", { exact: true }).waitFor();
  await priced(page);
  await look(page, "print-mended");

  await page.getByRole("button", { name: "Remove hole.stl" }).click();
  await choose(page, "open.stl", stlOf([cube], 2));
  await page.getByRole("button", { name: "Let the server mend it" }).click();
  await page.getByText("The part could not be mended without changing it").waitFor({ timeout: 120_000 });
  await page.getByText(/Mend it where it was drawn: .*at most 10% is made up/).waitFor();
  await page.getByRole("button", { name: "Let the server mend it" }).waitFor({ state: "detached" });
  await look(page, "print-not-mended");
});

test("A STEP file that cannot be read is refused with what to do", { timeout: 240_000 }, async (t) => {
  const { page } = await openPhone(t, undefined, "/print");
  await choose(page, "broken.step", plate.subarray(0, 9_000));
  await page.getByRole("button", { name: "Send it to the server" }).click();
  await page.getByText("The file ends too early").waitFor({ timeout: 120_000 });
  await look(page, "print-step-broken");
});
