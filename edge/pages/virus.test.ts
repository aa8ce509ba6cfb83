import { env } from "cloudflare:test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PlainBrowser } from "../testing/plain-browser.ts";
import { freshStl, PrintShop } from "../testing/print-shop.ts";
import { useSystem } from "../testing/use-system.ts";

// A real clamd that knows EICAR.
const held = useSystem();
const keeper = (env as unknown as { CLAMD_KEEPER: Fetcher }).CLAMD_KEEPER;
const start = async (): Promise<string> =>
  `127.0.0.1:${((await (await keeper.fetch("http://keeper/start")).json()) as { port: number }).port}`;
const stop = async () => void (await keeper.fetch("http://keeper/stop"));
let address = "";
beforeAll(async () => {
  address = await start();
});
afterAll(stop);

const eicar = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$", "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].join("");

async function browse(): Promise<PlainBrowser> {
  const { system } = new PrintShop(held.current);
  system.env = { ...system.env, CLAMD_ADDRESS: address };
  return new PlainBrowser(system).open("/plain");
}

test("a virus in the form is told by name and not kept; the part beside it goes on", async () => {
  const browser = await browse();
  await browser.upload({ "virus.stl": Uint8Array.from(new TextEncoder().encode(eicar)), "good.stl": freshStl() });
  expect(browser.html).toContain("The file holds a virus");
  expect(browser.html).toContain("Nothing of it was kept.");
  expect(browser.html).toContain("1 of 2 can be printed.");
});

test("while the scanner is down a part waits, and one button takes it up again", async () => {
  const browser = await browse();
  await stop();
  try {
    await browser.upload({ "part.stl": freshStl() });
    expect(browser.html).toContain("The virus scanner does not answer");
    expect(browser.html).not.toContain("Choose how to print");
  } finally {
    expect(await start()).toBe(address);
  }
  const action = /action="(\/plain\/parts\/[^"]+\/again)"/.exec(browser.html)?.[1] ?? "";
  await browser.send(action);
  expect(browser.html).toContain("Choose how to print");
});
