import { env } from "cloudflare:test";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Problem } from "#contract/problem";
import type { PartView } from "#contract/quoting";
import { freshStl, PrintShop } from "../../testing/print-shop.ts";
import { useSystem } from "../../testing/use-system.ts";

// A real clamd, with a database of one signature: EICAR's.
const held = useSystem();
let shop: PrintShop;
const keeper = (env as unknown as { CLAMD_KEEPER: Fetcher }).CLAMD_KEEPER;
const stopScanner = async () => void (await keeper.fetch("http://keeper/stop"));
async function startScanner(): Promise<string> {
  const answer = await keeper.fetch("http://keeper/start");
  return `127.0.0.1:${((await answer.json()) as { port: number }).port}`;
}
let address = "";
beforeAll(async () => {
  address = await startScanner();
});
afterAll(stopScanner);
beforeEach(() => {
  shop = new PrintShop(held.current);
  shop.system.env = { ...shop.system.env, CLAMD_ADDRESS: address };
});

const eicar = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$", "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].join("");
const bytesOf = (text: string) => Uint8Array.from(new TextEncoder().encode(text));
/** A good part with EICAR behind its triangles, where only a scanner looks. */
function hidden(): Uint8Array<ArrayBuffer> {
  const part = freshStl();
  const bytes = new Uint8Array(part.length + 100_000 + eicar.length);
  bytes.set(part);
  bytes.set(bytesOf(eicar), part.length + 100_000);
  return bytes;
}
const codeOf = async (answer: Response): Promise<[number, string]> => [
  answer.status,
  ((await answer.json()) as Problem).code,
];
const filesOf = async (partId: string) =>
  (await held.current.env.FILES.list({ prefix: `parts/${partId}/` })).objects.map(({ key }) => key);
const partOf = async (partId: string): Promise<PartView> => (await held.current.api("GET", `/parts/${partId}`)).json();

test.each([
  ["EICAR itself", () => bytesOf(eicar)],
  ["EICAR behind a part's triangles", hidden],
  ["EICAR within a STEP file", () => bytesOf(`ISO-10303-21;\n/*${eicar}*/\nEND-ISO-10303-21;\n`)],
])("%s is refused as a virus, and nothing of it is kept or sent to the worker", async (_name, file) => {
  const partId = crypto.randomUUID();
  expect(await codeOf(await shop.send(file(), { "x-part-id": partId }))).toEqual([422, "virus-found"]);
  const part = await partOf(partId);
  expect(part).toMatchObject({ state: "refused", check: null, geometrySha256: null });
  expect(part.problem?.code).toBe("virus-found");
  expect(part.problem?.detail).toContain("Eicar-Test-Signature");
  expect(await filesOf(partId)).toEqual([]);
  expect(held.current.runpod.runs).toEqual([]);
  const quote = await held.current.api("POST", "/quote/calculate", shop.asked(partId));
  expect(await codeOf(quote)).toEqual([422, "virus-found"]);
});

test("a clean part is scanned and let through", async () => {
  expect(await shop.part()).toMatchObject({ state: "ready", problem: null });
});

test("with the scanner killed a part waits in quarantine and has no price; when it is back the part is judged", async () => {
  await stopScanner();
  const [clean, bad] = [crypto.randomUUID(), crypto.randomUUID()];
  try {
    for (const [partId, file] of [
      [clean, freshStl()],
      [bad, hidden()],
    ] as const) {
      expect(await codeOf(await shop.send(file, { "x-part-id": partId }))).toEqual([503, "scanner-unavailable"]);
      expect(await partOf(partId)).toMatchObject({ state: "quarantined", geometrySha256: null });
      expect(await filesOf(partId)).toEqual([`parts/${partId}/file`]);
      const quote = await held.current.api("POST", "/quote/calculate", shop.asked(partId));
      expect(await codeOf(quote)).toEqual([503, "scanner-unavailable"]);
    }
    // Cron finds it still gone: nothing is let through.
    await ahead(clean, bad);
    await held.current.cron();
    expect((await partOf(clean)).state).toBe("quarantined");
  } finally {
    expect(await startScanner()).toBe(address);
  }
  await held.current.cron();
  expect(await partOf(clean)).toMatchObject({ state: "ready", problem: null });
  expect(await partOf(bad)).toMatchObject({ state: "refused", problem: { code: "virus-found" } });
  expect(await filesOf(bad)).toEqual([]);
});

/** Before what other tests have left in quarantine. */
async function ahead(...partIds: string[]): Promise<void> {
  const { DB } = held.current.env;
  const before = DB.prepare("UPDATE parts SET created_at_ms = created_at_ms - 7200000 WHERE part_id = ?");
  await DB.batch(partIds.map((id) => before.bind(id)));
}
