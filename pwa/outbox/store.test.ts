import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Database, makeDatabase } from "../device/database.ts";
import { sha256Hex } from "../device/sha256.ts";
import type { OutboxEvent } from "./model.ts";
import { readPhotoBytes, savePhotoBytes } from "./photo-bytes.ts";
import { makeOutboxStore } from "./store.ts";
import { scanId } from "./testing/sim-world.ts";

let database: Database;
let serial = 0;

beforeEach(() => {
  serial += 1;
  database = makeDatabase(`test-${serial}`);
});
afterEach(() => database.close());

const bytes = new TextEncoder().encode("not a photo, but bytes").buffer as ArrayBuffer;
const made: OutboxEvent = { type: "scan-made", scanId, name: "part" };
const photo = (photoId: string, sha256: string): OutboxEvent => ({
  type: "photo-saved",
  photo: {
    photoId,
    pass: 0,
    name: "p.jpg",
    sha256,
    bytes: bytes.byteLength,
    format: "jpeg",
    widthPx: 2000,
    heightPx: 1000,
    takenAtMs: 0,
  },
});

test("what was applied is there after the app is opened again", async () => {
  const store = makeOutboxStore(database);
  await store.apply(scanId, made);
  await store.apply(scanId, photo("a", "1".repeat(64)));
  await database.close();
  const again = makeOutboxStore(makeDatabase(`test-${serial}`));
  expect((await again.box(scanId))?.photos.map((found) => found.photoId)).toEqual(["a"]);
  expect(await again.scanIds()).toEqual([scanId]);
});

test("events from several tabs at once are all kept", async () => {
  const store = makeOutboxStore(database);
  const other = makeOutboxStore(makeDatabase(`test-${serial}`));
  await store.apply(scanId, made);
  await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      (i % 2 ? store : other).apply(scanId, photo(`p${i}`, String(i).padStart(64, "0"))),
    ),
  );
  expect((await store.box(scanId))?.photos).toHaveLength(20);
});

test("a saved photo's bytes are read back as they were", async () => {
  const sha256 = await sha256Hex(bytes);
  expect(await savePhotoBytes(database, { photoId: "a", sha256, bytes, thumb: null }, 0)).toEqual({ ok: true });
  const back = await readPhotoBytes(database, "a");
  expect(back && (await sha256Hex(back))).toBe(sha256);
});

test("bytes that do not read back with their hash are not called saved, and are dropped", async () => {
  const outcome = await savePhotoBytes(database, { photoId: "a", sha256: "0".repeat(64), bytes, thumb: null }, 0);
  expect(outcome).toEqual({ ok: false, code: "write-failed" });
  expect(await readPhotoBytes(database, "a")).toBeNull();
});

test("a full storage is told as such", async () => {
  const full: Database = {
    run: () => Promise.reject(Object.assign(new Error("full"), { name: "QuotaExceededError" })),
    close: () => Promise.resolve(),
  };
  const outcome = await savePhotoBytes(full, { photoId: "a", sha256: await sha256Hex(bytes), bytes, thumb: null }, 0);
  expect(outcome).toEqual({ ok: false, code: "storage-full" });
});

test("bytes and thumbnail go with the photo that is taken out", async () => {
  const store = makeOutboxStore(database);
  const sha256 = await sha256Hex(bytes);
  await savePhotoBytes(database, { photoId: "a", sha256, bytes, thumb: bytes.slice(0, 4) }, 0);
  await store.apply(scanId, made);
  await store.apply(scanId, photo("a", sha256));
  await store.apply(scanId, { type: "photo-removed", photoId: "a" });
  expect(await readPhotoBytes(database, "a")).toBeNull();
  expect(await database.run((db) => db.count("thumbs"))).toBe(0);
});

test("the sweep drops bytes that never became a photo, once they are old, and no others", async () => {
  const hourMs = 3_600_000;
  const store = makeOutboxStore(database, () => hourMs);
  const sha256 = await sha256Hex(bytes);
  await savePhotoBytes(database, { photoId: "old-orphan", sha256, bytes, thumb: null }, 0);
  await savePhotoBytes(database, { photoId: "young-orphan", sha256, bytes, thumb: null }, hourMs - 1_000);
  await savePhotoBytes(database, { photoId: "kept", sha256, bytes, thumb: null }, 0);
  await store.apply(scanId, made);
  await store.apply(scanId, photo("kept", sha256));
  await store.sweep();
  expect(await database.run((db) => db.getAllKeys("bytes"))).toEqual(["kept", "young-orphan"]);
});
