import { beforeEach, expect, test } from "vitest";
import { openDb } from "../db/client.ts";
import { findPart } from "../db/parts.ts";
import { Browser } from "../testing/browser.ts";
import { PlainBrowser } from "../testing/plain-browser.ts";
import { boxStl, figuresOf, freshStl, PrintShop } from "../testing/print-shop.ts";
import { useSystem } from "../testing/use-system.ts";

const held = useSystem();
let shop: PrintShop;
let browser: PlainBrowser;
beforeEach(async () => {
  shop = new PrintShop(held.current);
  browser = new PlainBrowser(held.current);
  await browser.open("/plain");
});

const partIdsIn = (path: string): string[] => [...path.matchAll(/part=([0-9a-f-]{36})/g)].map(([, id]) => id as string);
const quoteIn = (path: string): string => /quotes\/([0-9a-f-]{36})/.exec(path)?.[1] ?? "";

let pricedPartId = "";
/** To the price of a fresh part, by the forms as they come. */
async function quoted(changes: Record<string, string> = {}): Promise<string> {
  await browser.upload({ "part.stl": freshStl() });
  pricedPartId = partIdsIn(browser.path)[0] ?? "";
  await browser.open(`/plain/print?part=${pricedPartId}`);
  await browser.send("/plain/quotes", changes);
  return quoteIn(browser.path);
}

/** The slicer answers for the part that was priced last. */
async function slice(): Promise<void> {
  const part = await findPart(openDb(held.current.env.DB), pricedPartId);
  // Neighbouring settings are sliced ahead, after what was asked for.
  const [run] = shop.runsOf({ geometrySha256: part?.geometrySha256 ?? null });
  if (!run) throw new Error("nothing was sent to the slicer");
  await shop.end(run, { figures: figuresOf() });
}

test("nothing on a page can run, and nothing of it is kept or framed; forms say where they come from", () => {
  const { headers } = browser.answer;
  expect(browser.answer.status).toBe(200);
  expect(browser.html).not.toMatch(/<script|javascript:| on\w+=/i);
  const policy = headers.get("content-security-policy") ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("form-action 'self'");
  expect(policy).not.toContain("script-src");
  expect(headers.get("referrer-policy")).toBe("same-origin");
  expect(headers.get("cache-control")).toContain("no-store");
  expect(headers.get("set-cookie")).toMatch(/^__Host-caliper-pages=cd_[\w-]{43};.*HttpOnly; Secure; SameSite=Lax/);
});

test("several files at once are checked; each can be looked at, with its picture", async () => {
  await browser.upload({ "a <b>.stl": boxStl(20, 20, 10), "second.stl": freshStl() });
  expect(browser.path).toMatch(/^\/plain\/parts\?part=.*&part=/);
  expect(browser.html).toContain("a &lt;b&gt;.stl");
  expect(browser.html).toContain("20 × 20 × 10 mm");
  const picture = /src="(\/plain\/parts\/[^"]+)"/.exec(browser.html)?.[1] ?? "";
  const answer = await browser.ask(picture);
  expect(answer.headers.get("content-type")).toBe("image/png");
  expect(new Uint8Array(await answer.arrayBuffer()).slice(1, 4)).toEqual(Uint8Array.of(0x50, 0x4e, 0x47));
});

test("a file longer than a piece of the store arrives whole", async () => {
  // 5 MiB is a piece: this one takes two and a bit.
  const [lines, line] = [
    44_000,
    "facet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 10 0 0\nvertex 0 10 0\nendloop\nendfacet\n",
  ];
  const text = `solid long\n${line.repeat(lines)}endsolid\n${" ".repeat(8_000_000)}`;
  const bytes = Uint8Array.from(new TextEncoder().encode(text));
  expect(bytes.length).toBeGreaterThan(2 * 5 * 1024 * 1024);
  await browser.upload({ "long.stl": bytes });
  const [partId] = partIdsIn(browser.path);
  const row = await held.current.env.DB.prepare("SELECT bytes, file_sha256 AS sha FROM parts WHERE part_id = ?")
    .bind(partId)
    .first<{ bytes: number; sha: string }>();
  const sha = [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))]
    .map((b) => b.toString(16).padStart(2, "0"))
    .join("");
  expect(row).toEqual({ bytes: bytes.length, sha });
  const stored = await held.current.env.FILES.head(`parts/${partId}/file`);
  expect(stored?.size ?? bytes.length).toBe(bytes.length);
});

test("what is no part, empty or too large is told by name, and the others are kept", async () => {
  const large = new Uint8Array(50 * 1024 * 1024 + 1);
  await browser.upload({ "good.stl": freshStl(), "large.stl": large, "empty.stl": new Uint8Array(0) });
  expect(browser.answer.status).toBe(413);
  expect(browser.html).toContain("large.stl: The file is larger than 50 MB");
  expect(browser.html).toContain("empty.stl: There is no triangle in the file");
  expect(browser.html).toContain("good.stl: ");
  const objects = await held.current.env.FILES.list({ prefix: "parts/" });
  expect(objects.objects.every(({ size }) => size < large.length)).toBe(true);
  await browser.open("/plain");
  await browser.upload({ "notes.stl": Uint8Array.from(new TextEncoder().encode("G28\nM104 S200\n".repeat(9))) });
  expect(browser.html).toContain("The file is no STL, 3MF, OBJ or STEP");
  expect(browser.html).not.toContain("Choose how to print");
});

test("a form that breaks off keeps what had arrived", async () => {
  const form = new FormData();
  form.set("token", browser.token);
  form.append("file", new File([freshStl()], "first.stl"));
  form.append("file", new File([freshStl()], "second.stl"));
  const encoded = new Response(form);
  const whole = await encoded.arrayBuffer();
  const body = whole.slice(0, whole.byteLength - 300);
  await browser.open("/plain/parts", {
    ...{ method: "POST", body },
    headers: { "content-type": encoded.headers.get("content-type") ?? "", "content-length": String(body.byteLength) },
  });
  expect(browser.answer.status).toBe(422);
  expect(browser.html).toContain("The upload broke off");
  expect(browser.html).toContain("first.stl: ");
  expect(browser.html).not.toContain("second.stl: ");
});

test("files are not looked at without the form's token, from another site, or in a body that is said to be too long", async () => {
  await browser.upload({ "part.stl": freshStl() }, "made-up");
  expect([browser.answer.status, browser.html.includes("That came from another website")]).toEqual([403, true]);
  const late = new FormData();
  late.append("file", new File([freshStl()], "part.stl"));
  late.set("token", (await browser.open("/plain")).token);
  await browser.sendForm(late);
  expect(browser.answer.status).toBe(403);
  await browser.open("/plain");
  const { token } = browser;
  browser.origin = "https://elsewhere.example";
  await browser.upload({ "part.stl": freshStl() }, token);
  expect(browser.answer.status).toBe(403);
  browser.origin = null;
  await browser.upload({ "part.stl": freshStl() }, token);
  expect(browser.answer.status).toBe(200);
  const headers = { "content-type": "multipart/form-data; boundary=x", "content-length": String(101 * 1024 * 1024) };
  await browser.open("/plain/parts", { method: "POST", body: "--x--", headers });
  expect(browser.answer.status).toBe(413);
});

test("a unit that is said makes another part of it", async () => {
  await browser.upload({ "part.stl": boxStl(2, 3, 1) });
  const [partId] = partIdsIn(browser.path);
  await browser.send(`/plain/parts/${partId}/unit`, { unit: "inch" });
  expect(browser.html).toContain("50.8 × 76.2 × 25.4 mm");
  await browser.send(`/plain/parts/${partId}/delete`);
  expect(browser.path).toBe("/plain");
  expect((await browser.ask(`/plain/parts?part=${partId}`)).status).toBe(404);
});

test("from choices to an estimate that says so, and to the binding price that takes its place", async () => {
  const quoteId = await quoted();
  expect(browser.html).toMatch(/£[\d.]+ – £[\d.]+/);
  expect(browser.html).toContain("Estimate, not binding.");
  expect(browser.answer.headers.get("refresh")).toBe("2");
  expect(browser.html).not.toContain("Order it");
  await browser.open(`/plain/quotes/${quoteId}?still=1`);
  expect(browser.answer.headers.get("refresh")).toBeNull();
  await slice();
  await browser.open(`/plain/quotes/${quoteId}`);
  expect(quoteIn(browser.path)).not.toBe(quoteId);
  expect(browser.html).toContain("Binding price");
  for (const word of ["Machine time", "10.0 g", "3.30 m", "1 h 0 min", "What drives the price", "Order it"])
    expect(browser.html).toContain(word);
  await browser.open("/plain/quotes");
  expect(browser.html).toContain("Binding price");
});

test("what does not go together is said beside its field, and all that was chosen stays", async () => {
  await browser.upload({ "part.stl": freshStl() });
  await browser.open(`/plain/print?part=${partIdsIn(browser.path)[0]}`);
  await browser.send("/plain/quotes", {
    ...{ "material-0": "tpu", "colour-0": "orange", "preset-0": "fine", "quantity-0": "0", "infill-0": "35" },
    country: "DE",
  });
  expect(browser.answer.status).toBe(422);
  for (const words of [
    "TPU 95A comes in: Black, White.",
    "TPU 95A is printed in: Draft, Standard.",
    "A whole number from 1",
    "does not reach this country",
  ])
    expect(browser.html).toContain(words);
  const fields = browser.fields("/plain/quotes");
  expect(Object.fromEntries(fields)).toMatchObject({
    "material-0": "tpu",
    "colour-0": "orange",
    "infill-0": "35",
    country: "DE",
  });
  await browser.send("/plain/quotes", {
    "colour-0": "white",
    "preset-0": "draft",
    "quantity-0": "3",
    shipping: "abroad",
  });
  expect(browser.answer.status).toBe(200);
  expect(browser.html).toContain("TPU 95A, white");
  await browser.open(`/plain/print?quote=${quoteIn(browser.path)}`);
  expect(Object.fromEntries(browser.fields("/plain/quotes"))).toMatchObject({
    "material-0": "tpu",
    "quantity-0": "3",
    "preset-0": "draft",
  });
});

test("resin does not go with filament's materials", async () => {
  await quoted({ "process-0": "sla" });
  expect(browser.html).toContain("Resin (SLA) has: Resin, standard.");
});

test("a way to lower the price is a button, and only what the quote names can be pressed", async () => {
  const quoteId = await quoted({ "infill-0": "80", "quantity-0": "8" });
  const action = `/plain/quotes/${quoteId}/cheaper`;
  const buttons = [...browser.html.matchAll(new RegExp(`action="${action}"`, "g"))];
  expect(buttons.length).toBe(2);
  const { change, to } = Object.fromEntries(browser.fields(action));
  await browser.send(action);
  expect(quoteIn(browser.path)).not.toBe(quoteId);
  expect([change, to]).not.toContain(undefined);
  await browser.open(`/plain/quotes/${quoteId}`);
  await browser.send(action, { change: "quantity", to: "9999" });
  expect(browser.answer.status).toBe(400);
});

test("an expired quote is priced anew by one button", async () => {
  const quoteId = await quoted();
  await held.current.env.DB.prepare("UPDATE quotes SET expires_at_ms = 1 WHERE quote_id = ?").bind(quoteId).run();
  await browser.open(`/plain/quotes/${quoteId}`);
  expect(browser.html).toContain("Get a new price");
  await browser.send(`/plain/quotes/${quoteId}/requote`);
  expect(browser.html).not.toContain("Expired");
});

test("nobody sees what is another's, and whoever is signed in sees what is their account's", async () => {
  const quoteId = await quoted();
  const other = new PlainBrowser(held.current);
  expect((await other.ask(`/plain/quotes/${quoteId}`)).status).toBe(404);
  const person = new Browser(held.current);
  await person.signIn();
  const [name, value] = (person.cookie ?? "").split("=");
  other.cookies.set(name as string, value as string);
  await other.open("/plain");
  await other.upload({ "theirs.stl": freshStl() });
  const [partId] = partIdsIn(other.path);
  expect((await person.call("GET", `/parts/${partId}`)).status).toBe(200);
});

test("a page that is not there is a page", async () => {
  const answer = await browser.ask("/plain/nowhere");
  expect([answer.status, answer.headers.get("content-type")]).toEqual([404, "text/html; charset=UTF-8"]);
});
