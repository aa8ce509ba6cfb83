import { beforeEach, expect, test } from "vitest";
import type { Problem } from "#contract/problem";
import { photoKey } from "../domain/storage-keys.ts";
import { animationControl, heic, join, jpeg, png, webp, webpAnimated } from "../testing/pictures.ts";
import { sha256Of } from "../testing/sha256.ts";
import { TestSystem } from "../testing/test-system.ts";
import { useSystem } from "../testing/use-system.ts";

const held = useSystem();
let system: TestSystem;
let scanId: string;
const fresh = () => crypto.randomUUID();
const problemOf = async (answer: Response): Promise<Problem> => answer.json();

beforeEach(async () => {
  system = held.current;
  scanId = await system.newScan();
});

const text = (s: string): Uint8Array<ArrayBuffer> => join(s);

test("a photo is confirmed with what it is, and lies under its hash", async () => {
  const bytes = jpeg(42);
  const photoId = fresh();
  const answer = await system.putPhoto(scanId, photoId, bytes, {
    "x-photo-name": encodeURIComponent("Küche 1.jpg"),
    "x-photo-taken-at-ms": "1700000000000",
  });
  expect(answer.status).toBe(201);
  const sha256 = await sha256Of(bytes);
  expect(await answer.json()).toMatchObject({
    photoId,
    pass: 0,
    name: "Küche 1.jpg",
    sha256,
    bytes: bytes.length,
    format: "jpeg",
    widthPx: 1600,
    heightPx: 1200,
  });
  expect((await system.env.FILES.head(photoKey(scanId, sha256)))?.size).toBe(bytes.length);
  expect((await system.view(scanId)).photoCount).toBe(1);
});

test.each<[string, Uint8Array<ArrayBuffer>]>([
  ["png", png(1)],
  ["webp", webp(1)],
  ["heic", heic(1)],
])("%s is taken by its content, whatever its name says", async (format, bytes) => {
  const answer = await system.putPhoto(scanId, fresh(), bytes, {
    "x-photo-name": "photo.txt",
    "content-type": "text/html",
  });
  expect(await answer.json()).toMatchObject({ format });
});

test("the same photo again gets the same receipt, also when the first answer was lost", async () => {
  const bytes = jpeg(1);
  const photoId = fresh();
  const first = await system.putPhoto(scanId, photoId, bytes);
  const again = await system.putPhoto(scanId, photoId, bytes);
  expect([first.status, again.status]).toEqual([201, 200]);
  expect(await again.json()).toEqual(await first.json());
});

test("two tabs that send the same photo at once make one", async () => {
  const bytes = jpeg(2);
  const photoId = fresh();
  const answers = await Promise.all([1, 2, 3, 4].map(() => system.putPhoto(scanId, photoId, bytes)));
  expect(answers.every((a) => a.ok)).toBe(true);
  expect((await system.view(scanId)).photoCount).toBe(1);
});

test("the same bytes under another id are a duplicate, the same id with other bytes is taken", async () => {
  const photoId = fresh();
  await system.putPhoto(scanId, photoId, jpeg(3));
  const twin = await system.putPhoto(scanId, fresh(), jpeg(3));
  expect([twin.status, (await problemOf(twin)).code]).toEqual([409, "photo-duplicate"]);
  const other = await system.putPhoto(scanId, photoId, jpeg(4));
  expect([other.status, (await problemOf(other)).code]).toEqual([409, "id-taken"]);
});

test("a flipped bit is refused, nothing is stored, and the right bytes are taken afterwards", async () => {
  const bytes = jpeg(5);
  const sha256 = await sha256Of(bytes);
  const flipped = bytes.slice();
  flipped[bytes.length - 20] = (flipped[bytes.length - 20] ?? 0) ^ 1;
  const photoId = fresh();
  const answer = await system.putPhoto(scanId, photoId, flipped, { "x-photo-sha256": sha256 });
  expect(answer.status).toBe(422);
  expect(await problemOf(answer)).toMatchObject({ code: "photo-hash-mismatch", retry: "now" });
  expect(await system.env.FILES.head(photoKey(scanId, sha256))).toBeNull();
  expect((await system.putPhoto(scanId, photoId, bytes)).status).toBe(201);
});

test.each<[string, number, string, Uint8Array<ArrayBuffer>]>([
  ["an empty file", 422, "photo-empty", new Uint8Array(0)],
  ["a truncated JPEG", 422, "photo-truncated", jpeg(1).slice(0, 2000)],
  ["HTML named .jpg", 422, "photo-not-image", text("<!doctype html><script>alert(1)</script>")],
  ["SVG", 422, "photo-not-image", text('<svg xmlns="http://www.w3.org/2000/svg"/>')],
  ["a polyglot", 422, "photo-not-image", jpeg(1, { behind: text("<html><script>1</script>") })],
  ["EICAR", 422, "photo-not-image", text("X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*")],
  ["a decompression bomb", 422, "photo-too-many-pixels", png(1, { widthPx: 30_000, heightPx: 30_000 })],
  ["half a megapixel", 422, "photo-too-small", jpeg(1, { widthPx: 800, heightPx: 600 })],
  ["an animated WebP", 422, "photo-animated", webpAnimated()],
  ["an animated PNG", 422, "photo-animated", png(1, { widthPx: 2000, heightPx: 1000 }, animationControl())],
])("%s is refused with its problem and leaves nothing", async (_, status, code, bytes) => {
  const answer = await system.putPhoto(scanId, fresh(), bytes);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(answer.status).toBe(status);
  expect(await problemOf(answer)).toMatchObject({
    code,
    status,
    requestId: expect.any(String),
    todo: expect.any(String),
  });
  expect((await system.env.FILES.list({ prefix: `scans/${scanId}/` })).objects).toEqual([]);
});

test("50 MB + 1 is refused by its length alone", async () => {
  const answer = await system.putPhoto(scanId, fresh(), jpeg(1), { "content-length": String(50 * 1024 * 1024 + 1) });
  expect([answer.status, (await problemOf(answer)).code]).toEqual([413, "photo-too-large"]);
});

test.each([-1, 1])("a Content-Length that is false by %i stores nothing", async (by) => {
  const bytes = jpeg(6);
  const answer = await system.putPhoto(scanId, fresh(), bytes, { "content-length": String(bytes.length + by) });
  expect(answer.status).toBe(422);
  expect(["photo-hash-mismatch", "photo-truncated"]).toContain((await problemOf(answer)).code);
  expect((await system.env.FILES.list({ prefix: `scans/${scanId}/` })).objects).toEqual([]);
});

test("an upload without a length is asked for one", async () => {
  const body = new Response(jpeg(1)).body as ReadableStream;
  const headers = {
    authorization: `Bearer ${system.token}`,
    "x-photo-sha256": "0".repeat(64),
    "x-photo-pass": "0",
    "x-photo-name": "a",
  };
  const answer = await system.fetch(`http://edge.test/api/v1/scans/${scanId}/photos/${fresh()}`, {
    method: "PUT",
    body,
    headers,
  });
  expect([answer.status, (await problemOf(answer)).code]).toEqual([411, "length-required"]);
});

test.each<[string, Record<string, string>]>([
  ["no pass", { "x-photo-pass": "" }],
  ["pass 4", { "x-photo-pass": "4" }],
  ["pass -1", { "x-photo-pass": "-1" }],
  ["pass 1e308", { "x-photo-pass": "1e308" }],
  ["an upper-case hash", { "x-photo-sha256": "A".repeat(64) }],
  ["a name that is not percent-encoded", { "x-photo-name": "%E0%A4%A" }],
  ["a time before the epoch", { "x-photo-taken-at-ms": "-5" }],
])("%s is a request of the wrong form", async (_, headers) => {
  const answer = await system.putPhoto(scanId, fresh(), jpeg(1), headers);
  expect([answer.status, (await problemOf(answer)).code]).toEqual([400, "request-invalid"]);
});

test("a hostile name is shown harmless and never becomes a key", async () => {
  const name = encodeURIComponent("../../x\0\r\n\u202egpj.exe");
  const receipt = (await (await system.putPhoto(scanId, fresh(), jpeg(8), { "x-photo-name": name })).json()) as {
    name: string;
    sha256: string;
  };
  expect(receipt.name).toBe("xgpj.exe");
  const keys = (await system.env.FILES.list({ prefix: "scans/" })).objects.map((o) => o.key);
  expect(keys.filter((k) => k.startsWith(`scans/${scanId}/`))).toEqual([photoKey(scanId, receipt.sha256)]);
});

test("nobody else can add to a scan, see it or tell that it exists", async () => {
  const stranger = new TestSystem();
  for (const answer of [
    await stranger.putPhoto(scanId, fresh(), jpeg(1)),
    await stranger.api("GET", `/scans/${scanId}`),
    await stranger.api("DELETE", `/scans/${scanId}`),
    await stranger.api("GET", `/scans/${fresh()}`),
  ]) {
    expect([answer.status, (await problemOf(answer)).code]).toEqual([404, "not-found"]);
  }
});

test("a photo taken out can come again, also as another photo", async () => {
  const [photoId, bytes] = [fresh(), jpeg(9)];
  await system.putPhoto(scanId, photoId, bytes);
  expect((await system.api("DELETE", `/scans/${scanId}/photos/${photoId}`)).status).toBe(204);
  expect((await system.api("DELETE", `/scans/${scanId}/photos/${photoId}`)).status).toBe(204);
  expect((await system.env.FILES.list({ prefix: `scans/${scanId}/` })).objects).toEqual([]);
  expect((await system.putPhoto(scanId, fresh(), bytes)).status).toBe(201);
});

test("while a job is under way its photos stay as they are", async () => {
  const photos = await system.seedPhotos(scanId);
  await system.submit(scanId, photos);
  const put = await system.putPhoto(scanId, fresh(), jpeg(500));
  const taken = await system.api("DELETE", `/scans/${scanId}/photos/${photos[0]?.photoId}`);
  expect([(await problemOf(put)).code, (await problemOf(taken)).code]).toEqual(["scan-locked", "scan-locked"]);
});
