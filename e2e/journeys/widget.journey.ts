import assert from "node:assert/strict";
import test from "node:test";
import type { Page } from "playwright-core";
import { newEmail, signInByMail } from "../fixtures/account.ts";
import { look, lookAtBoth } from "../fixtures/look.ts";
import { openPhone, url } from "../fixtures/phone.ts";
import { file, stlOf } from "../fixtures/stl.ts";
import { openWebsite } from "../fixtures/website.ts";

const bracket = stlOf([
  { size: [30, 20, 4], at: [0, 0, 0] },
  { size: [4, 20, 26], at: [0, 0, 4] },
]);
const money = /£[\d.,]+/;

/** In the app: a key for a website, as its owner makes it; what the page has to embed. */
async function makeKey(page: Page, name: string, origin: string): Promise<string> {
  await page.getByLabel("Website", { exact: true }).fill(name);
  await page.getByLabel("Its addresses").fill(origin);
  await page.getByRole("button", { name: "Make a key for a website" }).click();
  await page.getByText(`What to put into ${name}`).click();
  const snippet = (await page.locator("pre").filter({ hasText: "caliper-quote" }).first().textContent()) ?? "";
  assert.ok(snippet.includes(`src="${url}/widget/caliper-quote.js"`), snippet);
  return /key="(cp_[\w-]{43})"/.exec(snippet)?.[1] ?? "";
}

type Heard = { name: string; detail: Record<string, unknown> };
const heard = (page: Page, name: string): Promise<Heard["detail"][]> =>
  page.evaluate(
    (wanted) =>
      (window as unknown as { heard: Heard[] }).heard.filter((one) => one.name === wanted).map(({ detail }) => detail),
    name,
  );

test("A website with a strict policy embeds the widget: a file is estimated at once, then priced by the slicer", {
  timeout: 240_000,
}, async (t) => {
  const site = await openWebsite(t);
  const { page, context } = await openPhone(t, undefined, "/sign-in?to=/account/keys");
  await signInByMail(page, newEmail());
  await page.goto(`${url}/account/keys`);
  await page.getByLabel("Website", { exact: true }).fill("Gears");
  await page.getByLabel("Its addresses").fill("gears.example/shop");
  await page.getByRole("button", { name: "Make a key for a website" }).click();
  await page.getByText("without a path").waitFor();
  site.embed(await makeKey(page, "Gears for all", site.origin));
  await lookAtBoth(page, "widget-keys");

  const visit = await context.newPage();
  visit.setDefaultTimeout(20_000);
  const violations: string[] = [];
  const sent: string[] = [];
  visit.on("console", (message) => {
    if (/Content Security Policy|TrustedHTML|TrustedScript/i.test(message.text())) violations.push(message.text());
  });
  visit.on("request", (request) => {
    const [, path] = /\/api\/v1\/((?:parts|quote\/).*)$/.exec(request.url()) ?? [];
    if (path && request.method() !== "OPTIONS")
      sent.push(`${request.method()} ${path.replaceAll(/[0-9a-f-]{36}/g, "ID")}`);
  });
  await visit.setViewportSize({ width: 320, height: 640 });
  await visit.goto(site.origin);
  await visit.getByRole("heading", { name: "What does it cost to print?" }).waitFor();
  await visit.getByText("or drop it here").waitFor();
  await look(visit, "widget-empty");

  await visit.getByLabel("Choose a file").setInputFiles([file("bracket.stl", bracket)]);
  await visit.getByText("The part can be printed.").waitFor();
  await visit.getByText(/^£[\d.,]+ – £[\d.,]+$/).waitFor();
  await visit.getByText("Estimate", { exact: true }).waitFor();
  await visit.getByRole("img", { name: /bracket\.stl as it lies in the printer, 30 × 20 × 30 mm/ }).waitFor();
  await lookAtBoth(visit, "widget");
  await visit.setViewportSize({ width: 320, height: 640 });
  const total = visit.locator("[part=total]");
  const before = await total.textContent();
  await visit.getByLabel(/^Infill/).fill("80");
  await visit.waitForFunction(
    (was) => document.querySelector("caliper-quote")?.shadowRoot?.querySelector("[part=total]")?.textContent !== was,
    before,
  );
  await visit.getByLabel("Material").selectOption({ label: "PETG" });
  await visit.getByLabel("Pieces").fill("3");
  await visit.getByText(/a piece, before shipping/).waitFor();
  assert.deepEqual(sent, [], "nothing is sent before a binding price is asked for");

  await visit.getByRole("button", { name: "Get the binding price" }).press("Enter");
  await visit
    .getByText("Binding price", { exact: true })
    .or(visit.getByText("The price stays an estimate"))
    .first()
    .waitFor({ timeout: 120_000 });
  assert.deepEqual(sent.slice(0, 4), [
    ...["PUT parts/ID", "PUT parts/ID/pieces/0", "POST parts/ID/complete", "POST quote/calculate"],
  ]);
  await lookAtBoth(visit, "widget-binding");
  if (await visit.getByText("Binding price", { exact: true }).isVisible()) await goOn(visit, total);
  assert.deepEqual(violations, []);

  // What visitors were quoted is the owner's to see, and nothing of the owner's is the visitors'.
  const listed = await page.evaluate(async () => (await fetch("/api/v1/widget/quotes")).json());
  assert.equal(listed.quotes[0]?.quote.lines[0]?.fileName, "bracket.stl");
  // Revoked: the page that is open is refused, and so is everybody who comes later.
  await page.getByRole("button", { name: "Revoke Gears for all" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await page.getByText("Revoked", { exact: true }).waitFor();
  await visit.reload();
  await visit.getByText("This page may not ask for prices").waitFor();
  await look(visit, "widget-refused");
});

/** The page takes over with what it was told, or the visitor reads the quote as a page. */
async function goOn(visit: Page, total: ReturnType<Page["locator"]>): Promise<void> {
  await visit.getByRole("link", { name: "The quote as a page" }).waitFor();
  await visit.getByRole("button", { name: "Add to the basket" }).click();
  const [quote] = await heard(visit, "caliper-quote");
  const { totalMinor, quantity, currency, fileName, shop } = quote ?? {};
  assert.deepEqual([quantity, currency, fileName, shop], [3, "gbp", "bracket.stl", url]);
  assert.equal(await total.textContent(), `£${(Number(totalMinor) / 100).toFixed(2)}`);
  assert.deepEqual((await heard(visit, "caliper-price")).at(-1), {
    ...{ low: totalMinor, high: totalMinor, currency: "gbp", binding: true },
  });
  const shared = await fetch(String(quote?.url));
  assert.match(await shared.text(), /bracket\.stl × 3/);

  // Who does not go on with the page orders at the shop itself, by the quote's own page and at its price.
  const opened = visit.waitForEvent("popup");
  await visit.getByRole("link", { name: "The quote as a page" }).click();
  const ordering = await opened;
  ordering.setDefaultTimeout(20_000);
  await ordering.getByRole("link", { name: "Order it" }).click();
  await ordering.getByRole("button", { name: "Go on to the order" }).click();
  await ordering.waitForURL(/\/plain\/quotes\/[0-9a-f-]{36}\/order$/);
  await ordering
    .getByText((await total.textContent()) ?? "")
    .first()
    .waitFor();
  await look(ordering, "widget-order");
  await ordering.close();
}

test("A website that the key does not name is refused, and so is one whose own policy leaves the shop out", {
  timeout: 120_000,
}, async (t) => {
  const [allowed, foreign] = [await openWebsite(t), await openWebsite(t)];
  const shut = await openWebsite(
    t,
    `default-src 'none'; script-src 'self' ${url}; style-src 'self'; connect-src 'self'`,
  );
  const { page } = await openPhone(t, undefined, "/sign-in?to=/account/keys");
  await signInByMail(page, newEmail());
  await page.goto(`${url}/account/keys`);
  const key = await makeKey(page, "Allowed", allowed.origin);
  for (const site of [allowed, foreign, shut]) site.embed(key);

  await page.goto(foreign.origin);
  await page.getByText("This page may not ask for prices").waitFor();
  await page.getByText(`does not name ${foreign.origin}`).waitFor();
  await page.goto(shut.origin);
  await page.getByText("This page's own policy keeps the shop out").waitFor();
  await page.getByText("under connect-src").waitFor();
  foreign.embed("cp_short");
  await page.goto(foreign.origin);
  await page.getByText("The quote widget has no key").waitFor();
  await page.goto(allowed.origin);
  await page.getByText("or drop it here").waitFor();

  // A hole, something that is no part, and a part in inches.
  await page
    .getByLabel("Choose a file")
    .setInputFiles([file("open.stl", stlOf([{ size: [20, 20, 20], at: [0, 0, 0] }], 2))]);
  await page.getByText(/The surface has holes/).waitFor();
  await page.getByText("The shop can try to mend it").waitFor();
  assert.equal(await page.locator("[part=total]").textContent(), "No price yet");
  await look(page, "widget-problems");
  await page.getByLabel("Choose another file").setInputFiles([file("notes.stl", Buffer.from("M104 S200\nG28\n"))]);
  await page.getByText("The file is no STL, 3MF, OBJ or STEP").waitFor();
  await page
    .getByLabel("Choose another file")
    .setInputFiles([file("inch.stl", stlOf([{ size: [2, 1, 1], at: [0, 0, 0] }]))]);
  await page.getByLabel("Its numbers are").selectOption("inch");
  await page
    .getByText(/50\.8 × 25\.4 × 25\.4 mm/)
    .first()
    .waitFor();
  assert.match((await page.locator("[part=total]").textContent()) ?? "", money);
});
