import "fake-indexeddb/auto";
import { openDB } from "idb";
import { expect, test } from "vitest";
import { makeDatabase, storageFull } from "./database.ts";
import { deviceToken } from "./token.ts";

test("a connection that died in the background is reopened, and the work done once more", async () => {
  const database = makeDatabase("dies");
  await database.run((db) => db.put("device", "value", "key"));
  let tries = 0;
  const found = await database.run(async (db) => {
    tries += 1;
    if (tries === 1) db.close();
    return db.get("device", "key");
  });
  expect([tries, found]).toEqual([2, "value"]);
});

test("a second failure is told, not tried for ever", async () => {
  const database = makeDatabase("dies-twice");
  let tries = 0;
  const work = database.run((db) => {
    tries += 1;
    db.close();
    return db.get("device", "key");
  });
  await expect(work).rejects.toThrow();
  expect(tries).toBe(2);
});

test("a bug in the work is not taken for a dead connection", async () => {
  let tries = 0;
  const work = makeDatabase("bug").run(async () => {
    tries += 1;
    throw new TypeError("bug");
  });
  await expect(work).rejects.toThrow("bug");
  expect(tries).toBe(1);
});

test("a full storage is known by its name, also as a cause", () => {
  const full = Object.assign(new Error("full"), { name: "QuotaExceededError" });
  expect(storageFull(full)).toBe(true);
  expect(storageFull(new Error("aborted", { cause: full }))).toBe(true);
  expect(storageFull(new Error("other"))).toBe(false);
});

test("the device token is made once and stays, also when asked for by two tabs at the same time", async () => {
  const database = makeDatabase("token");
  const [a, b] = await Promise.all([deviceToken(database), deviceToken(makeDatabase("token"))]);
  expect(a).toBe(b);
  expect(a).toMatch(/^cd_[A-Za-z0-9_-]{43}$/);
});

test("what an older app kept is still there after the upgrade, beside the new stores", async () => {
  const old = await openDB("older", 1, {
    upgrade(db) {
      db.createObjectStore("scans", { keyPath: "scanId" });
      db.createObjectStore("photos", { keyPath: "photoId" }).createIndex("scanId", "scanId");
      for (const name of ["bytes", "thumbs"]) db.createObjectStore(name, { keyPath: "photoId" });
      db.createObjectStore("views", { keyPath: "scanId" });
      for (const name of ["lists", "device"]) db.createObjectStore(name);
    },
  });
  await old.put("scans", { scanId: "s", name: "part" });
  old.close();
  const database = makeDatabase("older");
  expect(await database.run((db) => db.get("scans", "s"))).toEqual({ scanId: "s", name: "part" });
  expect(await database.run((db) => db.getAll("outcomes"))).toEqual([]);
});
