import { beforeEach, expect, test } from "vitest";
import type { Problem } from "#contract/problem";
import type { PartView } from "#contract/quoting";
import { pieceBytes } from "#contract/quoting";
import { binaryStl, box, textStl } from "#quote/mesh/solids";
import { sweepOrphans } from "../../flows/sweep-orphans.ts";
import { signIn } from "../../testing/people.ts";
import { boxStl, freshStl, PrintShop } from "../../testing/print-shop.ts";
import { sha256Of } from "../../testing/sha256.ts";
import { useSystem } from "../../testing/use-system.ts";

const held = useSystem();
let shop: PrintShop;
beforeEach(() => {
  shop = new PrintShop(held.current);
});
const codeOf = async (answer: Response): Promise<[number, string]> => [
  answer.status,
  ((await answer.json()) as Problem).code,
];
const text = (of: string) => Uint8Array.from(new TextEncoder().encode(of));

test("a part is checked on the server and can be looked at, listed and deleted with its files", async () => {
  const part = await shop.part(boxStl(20, 20, 10));
  expect(part).toMatchObject({ state: "ready", problem: null, repairs: [] });
  expect(part.check).toMatchObject({
    watertight: true,
    sizeUm: [20_000, 20_000, 10_000],
    volumeMm3: expect.closeTo(4_000),
  });
  const { system } = shop;
  expect(await (await system.api("GET", `/parts/${part.partId}`)).json()).toEqual(part);
  const list = (await (await system.api("GET", "/parts")).json()) as { parts: PartView[] };
  expect(list.parts).toEqual([part]);
  const files = async () => (await system.env.FILES.list({ prefix: `parts/${part.partId}/` })).objects.length;
  expect(await files()).toBe(2);
  expect((await system.api("DELETE", `/parts/${part.partId}`)).status).toBe(204);
  expect([await files(), (await system.api("GET", `/parts/${part.partId}`)).status]).toEqual([0, 404]);
});

test("the same bytes in another format are the same geometry", async () => {
  const size: [number, number, number] = [31, 22, 13];
  const binary = await shop.part(Uint8Array.from(binaryStl(box(size))));
  const ascii = await shop.part(text(textStl(box(size))));
  expect(ascii.geometrySha256).toBe(binary.geometrySha256);
});

test("sending it again gives the same part; other bytes under its id are refused", async () => {
  const bytes = freshStl();
  const partId = crypto.randomUUID();
  const first = await (await shop.send(bytes, { "x-part-id": partId })).json();
  expect(await (await shop.send(bytes, { "x-part-id": partId })).json()).toEqual(first);
  expect(await codeOf(await shop.send(freshStl(), { "x-part-id": partId }))).toEqual([409, "id-taken"]);
  expect(await codeOf(await shop.send(bytes, { "x-content-sha256": "0".repeat(64) }))).toEqual([
    422,
    "part-hash-mismatch",
  ]);
});

test("faces that look the wrong way are turned, and it is said; what cannot be read is refused with its reason", async () => {
  const mesh = box([20, 20, 20]);
  const [a, b] = [mesh.triangles[9] as number, mesh.triangles[10] as number];
  mesh.triangles.set([b, a], 9);
  const mended = await shop.part(Uint8Array.from(binaryStl(mesh)));
  expect(mended).toMatchObject({ state: "ready", repairs: ["faces-turned"], check: { watertight: true } });
  const refused = async (bytes: Uint8Array<ArrayBuffer>) => (await shop.part(bytes)).problem?.code;
  expect(await refused(text("G1 X0 Y0\nG1 X1 Y1\n".repeat(10)))).toBe("mesh-format-unknown");
  const notFinite = boxStl();
  new DataView(notFinite.buffer).setFloat32(100, Number.NaN, true);
  expect(await refused(notFinite)).toBe("mesh-not-finite");
});

test("a unit that is said later makes another part of it: inches are 25.4 times the size", async () => {
  const part = await shop.part(boxStl(20, 20, 10));
  const answer = await held.current.api("PATCH", `/parts/${part.partId}`, { unit: "inch" });
  const inches = (await answer.json()) as PartView;
  expect(inches.check).toMatchObject({ sizeUm: [508_000, 508_000, 254_000], unit: { unit: "inch", sure: true } });
  expect(inches.geometrySha256).not.toBe(part.geometrySha256);
});

test("the estimate follows the unit: nothing of the smaller part is left in it", async () => {
  const part = await shop.part(boxStl(18, 18, 10 + Math.random()));
  const small = await shop.calculate(shop.asked(part.partId));
  await held.current.api("PATCH", `/parts/${part.partId}`, { unit: "cm" });
  const large = await shop.calculate(shop.asked(part.partId));
  const grams = [small, large].map(({ quote }) => quote.lines[0]?.figures.materialMg ?? 0);
  expect((grams[1] as number) / (grams[0] as number)).toBeGreaterThan(50);
});

test("a phone sends pieces, in any order and again, learns which are missing, and completes once they are here", async () => {
  const { system } = shop;
  const bytes = new Uint8Array(pieceBytes + 84 + 12 * 50);
  bytes.set(boxStl(24, 23, 22));
  const partId = crypto.randomUUID();
  const put = { fileName: "large.stl", bytes: bytes.byteLength, sha256: await sha256Of(bytes) };
  expect((await system.api("PUT", `/parts/${partId}`, put)).status).toBe(200);
  const piece = async (n: number, of = bytes.slice(n * pieceBytes, (n + 1) * pieceBytes)) =>
    system.fetch(`http://edge.test/api/v1/parts/${partId}/pieces/${n}`, {
      ...{ method: "PUT", body: of },
      headers: {
        ...{ authorization: `Bearer ${system.token}`, "content-length": String(of.byteLength) },
        "x-content-sha256": await sha256Of(of),
      },
    });
  expect((await piece(1)).status).toBe(204);
  expect((await piece(1)).status).toBe(204);
  expect((await piece(0, bytes.slice(0, 100))).status).toBe(400);
  const incomplete = await system.api("POST", `/parts/${partId}/complete`);
  expect(await codeOf(incomplete)).toEqual([409, "part-incomplete"]);
  expect(((await (await system.api("PUT", `/parts/${partId}`, put)).json()) as PartView).pieces).toEqual([1]);
  expect((await piece(0)).status).toBe(204);
  const done = (await (await system.api("POST", `/parts/${partId}/complete`)).json()) as PartView;
  expect(done).toMatchObject({ state: "ready", pieces: [], check: { sizeUm: [24_000, 23_000, 22_000] } });
  expect(done.check?.findings.map(({ code }) => code)).toContain("mesh-trailing-bytes");
  expect(await codeOf(await piece(0))).toEqual([409, "part-complete"]);
});

test("while the scanner is down nothing is let through; when it is back cron takes the part up", async () => {
  const { system } = shop;
  const partId = crypto.randomUUID();
  for (const address of ["127.0.0.1:1", undefined]) {
    system.env = { ...system.env, CLAMD_ADDRESS: address } as typeof system.env;
    expect(await codeOf(await shop.send(boxStl(), { "x-part-id": partId }))).toEqual([503, "scanner-unavailable"]);
    const part = (await (await system.api("GET", `/parts/${partId}`)).json()) as PartView;
    expect(part).toMatchObject({ state: "quarantined", check: null, geometrySha256: null });
    const quote = await system.api("POST", "/quote/calculate", shop.asked(partId));
    expect(await codeOf(quote)).toEqual([503, "scanner-unavailable"]);
  }
  await system.env.DB.prepare("UPDATE parts SET created_at_ms = created_at_ms - 7200000 WHERE part_id = ?")
    .bind(partId)
    .run();
  system.env = { ...system.env, CLAMD_ADDRESS: "none" };
  await system.cron();
  expect(await (await system.api("GET", `/parts/${partId}`)).json()).toMatchObject({ state: "ready" });
});

test("print this: a scan's STL becomes a part without being sent again", async () => {
  const system = held.current;
  const { scanId, jobId, worker } = await system.running();
  const stl = Array.from(textStl(box([30, 20, 10])), (letter) => letter).join("");
  worker.complete(
    await worker.putFiles(["part.step", "part.stl", "report.json"], "faceted", null, { "part.stl": stl }),
  );
  await worker.callback();
  await system.deliverAll();
  const partId = crypto.randomUUID();
  const answer = await system.api("POST", "/parts/from-scan", { partId, scanId, jobId });
  expect(answer.status).toBe(201);
  expect(await answer.json()).toMatchObject({
    ...{ partId, fileName: "a bracket.stl", state: "ready", check: { sizeUm: [30_000, 20_000, 10_000] } },
  });
  const other = { partId: crypto.randomUUID(), scanId, jobId: crypto.randomUUID() };
  expect(await codeOf(await system.api("POST", "/parts/from-scan", other))).toEqual([409, "scan-not-printable"]);
});

test("erasing an owner takes parts and quotes with their files; linking a device gives them to the account", async () => {
  const { system } = shop;
  const part = await shop.part();
  const { quote } = await shop.calculate(shop.asked(part.partId));
  const person = await signIn(system);
  const linked = await person.api("POST", "/account/devices", { token: system.token });
  expect(linked.status).toBeLessThan(300);
  expect((await person.api("GET", `/parts/${part.partId}`)).status).toBe(200);
  expect((await person.api("GET", `/quotes/${quote.quoteId}`)).status).toBe(200);
  expect((await person.api("DELETE", "/privacy/account", { confirm: "erase" })).status).toBeLessThan(300);
  await system.cron();
  expect((await system.env.FILES.list({ prefix: `parts/${part.partId}/` })).objects).toEqual([]);
  const left = await system.env.DB.prepare("SELECT count(*) AS n FROM quotes WHERE quote_id = ?")
    .bind(quote.quoteId)
    .first<number>("n");
  expect(left).toBe(0);
});

test("files of parts and slices that no row accounts for are swept, those of living parts stay", async () => {
  const { system } = shop;
  const part = await shop.part();
  const stray = `parts/${crypto.randomUUID()}/file`;
  const straySlice = `slices/${crypto.randomUUID()}/1/slice.json`;
  for (const key of [stray, straySlice]) await system.env.FILES.put(key, "x");
  await system.env.DB.prepare("DELETE FROM cursors").run();
  const later = Date.now() + 400 * 86_400_000;
  for (let i = 0; i < 60 && ((await system.env.FILES.head(stray)) || (await system.env.FILES.head(straySlice))); i++) {
    await sweepOrphans(system.env, later);
  }
  expect([await system.env.FILES.head(stray), await system.env.FILES.head(straySlice)]).toEqual([null, null]);
  expect(await system.env.FILES.head(`parts/${part.partId}/geometry.stl`)).not.toBeNull();
});
