import { beforeEach, expect, test } from "vitest";
import type { Problem } from "#contract/problem";
import { openDb } from "../db/client.ts";
import { condemnSql } from "../db/photos.ts";
import { photoKey } from "../domain/storage-keys.ts";
import { failing, hooked } from "../testing/failing.ts";
import { jpeg } from "../testing/pictures.ts";
import { Rng } from "../testing/rng.ts";
import { sha256Of } from "../testing/sha256.ts";
import type { TestSystem } from "../testing/test-system.ts";
import { useSystem } from "../testing/use-system.ts";
import { discardObject } from "./discard-object.ts";

const held = useSystem();
let system: TestSystem;
let scanId: string;
beforeEach(async () => {
  system = held.current;
  scanId = await system.newScan();
});
const hours = 3_600_000;

test("when R2 fails nothing is confirmed, and the next try is taken", async () => {
  const [photoId, bytes] = [crypto.randomUUID(), jpeg(1)];
  const env = { ...system.env, FILES: failing(system.env.FILES, "put", () => true) };
  const answer = await system.putPhoto(scanId, photoId, bytes, {}, env);
  expect(answer.status).toBe(503);
  expect(((await answer.json()) as Problem).code).toBe("storage-unavailable");
  expect((await system.view(scanId)).photoCount).toBe(0);
  expect((await system.putPhoto(scanId, photoId, bytes)).status).toBe(201);
});

test("an object whose row could not be written is adopted by the next try", async () => {
  const [photoId, bytes] = [crypto.randomUUID(), jpeg(2)];
  const env = { ...system.env, DB: failing(system.env.DB, "batch", () => true) };
  expect((await system.putPhoto(scanId, photoId, bytes, {}, env)).status).toBe(503);
  expect(await system.env.FILES.head(photoKey(scanId, await sha256Of(bytes)))).not.toBeNull();
  const again = await system.putPhoto(scanId, photoId, bytes);
  expect(again.status).toBe(201);
  expect(await again.json()).toMatchObject({ format: "jpeg", widthPx: 1600, heightPx: 1200, bytes: bytes.length });
});

test("an object that is swept while an upload adopts it is not confirmed; the next try stores it anew", async () => {
  const [photoId, bytes] = [crypto.randomUUID(), jpeg(3)];
  const sha256 = await sha256Of(bytes);
  const sweep = () => discardObject(system.env.FILES, openDb(system.env.DB), scanId, sha256, Date.now());
  const swept = { ...system.env, FILES: hooked(system.env.FILES, "put", sweep) };
  expect((await system.putPhoto(scanId, photoId, bytes, {}, swept)).status).toBe(503);
  expect((await system.view(scanId)).photoCount).toBe(0);
  expect((await system.putPhoto(scanId, photoId, bytes)).status).toBe(201);
  expect(await system.env.FILES.head(photoKey(scanId, sha256))).not.toBeNull();
});

test("while an object is being deleted no upload can adopt it", async () => {
  const [photoId, bytes] = [crypto.randomUUID(), jpeg(4)];
  const sha256 = await sha256Of(bytes);
  const key = photoKey(scanId, sha256);
  // The sweep has condemned the key, and is slow to delete.
  const condemn = () => openDb(system.env.DB).run(condemnSql(key, scanId, sha256, Date.now()));
  const slow = { ...system.env, FILES: hooked(system.env.FILES, "put", condemn) };
  expect((await system.putPhoto(scanId, photoId, bytes, {}, slow)).status).toBe(503);
  await system.cronAt(Date.now() + 24 * hours);
  expect((await system.view(scanId)).photoCount).toBe(0);
  expect((await system.putPhoto(scanId, photoId, bytes)).status).toBe(201);
});

/**
 * The whole upload, over real D1 and R2 that fail here and there, with the sweep running in between as if every object
 * were old. The phone drops its copy on a receipt; so whatever has a receipt must be there, and nothing else may stay.
 */
const seed = Date.now() % 2 ** 31;
test(`no confirmed photo is ever lost and no stray object stays, whatever breaks off (seed ${seed})`, async () => {
  console.log(`photo simulation: seed ${seed}`);
  const rng = new Rng(seed);
  const breaks = () => rng.next() < 0.12;
  const shaky = {
    ...system.env,
    FILES: failing(system.env.FILES, "put head delete", breaks),
    DB: failing(system.env.DB, "batch prepare", breaks),
  };
  const pool = Array.from({ length: 6 }, (_, i) => ({
    photoId: crypto.randomUUID(),
    bytes: jpeg(100 + i, { scanBytes: 100 }),
  }));
  const confirmed = new Map<string, string>();
  for (let i = 0; i < 150; i++) {
    const photo = pool[rng.below(pool.length)] as (typeof pool)[number];
    const act = rng.next();
    if (act < 0.6) {
      const twins = act < 0.15 ? 2 : 1;
      const answers = await Promise.all(
        Array.from({ length: twins }, () => system.putPhoto(scanId, photo.photoId, photo.bytes, {}, shaky)),
      );
      if (answers.some((a) => a.ok)) confirmed.set(photo.photoId, await sha256Of(photo.bytes));
    } else if (act < 0.75) {
      // An answer that is lost may have been a deletion: what is asked to be deleted is no longer promised.
      confirmed.delete(photo.photoId);
      await system.api("DELETE", `/scans/${scanId}/photos/${photo.photoId}`, undefined, shaky);
    } else {
      const [answer] = await Promise.all([
        system.putPhoto(scanId, photo.photoId, photo.bytes, {}, shaky),
        system.cronAt(Date.now() + 24 * hours, shaky),
      ]);
      if (answer.ok) confirmed.set(photo.photoId, await sha256Of(photo.bytes));
    }
  }
  for (let i = 0; i < 12; i++) await system.cronAt(Date.now() + 24 * hours);
  const view = await system.view(scanId);
  const rows = new Map(view.photos.map((p) => [p.photoId, p.sha256]));
  for (const [photoId, sha256] of confirmed) expect(rows.get(photoId), `seed ${seed}`).toBe(sha256);
  const keys = (await system.env.FILES.list({ prefix: `scans/${scanId}/` })).objects.map((o) => o.key);
  expect(keys.sort(), `seed ${seed}`).toEqual(view.photos.map((p) => photoKey(scanId, p.sha256)).sort());
  expect(confirmed.size).toBeGreaterThan(0);
}, 180_000);
