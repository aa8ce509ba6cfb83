import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { makeDatabase } from "../device/database.ts";
import { deviceToken } from "../device/token.ts";
import { forgetHere } from "./forget-here.ts";

test("after an erasure no photo and no record is left on the device", async () => {
  const database = makeDatabase("forget");
  const token = await deviceToken(database);
  await database.run(async (db) => {
    await db.put("bytes", { photoId: "a", bytes: new ArrayBuffer(3), savedAtMs: 0 });
    await db.put("thumbs", { photoId: "a", bytes: new ArrayBuffer(1) });
    await db.put("answers", { atMs: 0, body: {} }, "account");
    await db.put("lists", { scans: [], nextCursor: null }, "newest");
  });
  const deleted: string[] = [];
  const caching = { delete: async (name: string) => deleted.push(name) > 0 } as unknown as CacheStorage;
  await forgetHere(database, caching);
  const left = await database.run((db) =>
    Promise.all([...db.objectStoreNames].filter((name) => name !== "device").map((name) => db.count(name))),
  );
  expect(left.every((n) => n === 0)).toBe(true);
  expect(left.length).toBeGreaterThan(8);
  expect(deleted).toEqual(["results"]);
  // The token is the session's to change.
  expect(await deviceToken(database)).toBe(token);
});
