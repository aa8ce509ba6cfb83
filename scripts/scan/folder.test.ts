import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readFolder } from "./folder.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "caliper-folder-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (path: string, text = path) => {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), text);
};

test("photos are taken in the order people number them", async () => {
  for (const name of ["10.jpg", "9.jpg", "1.JPG"]) put(name);
  const { photos, passes } = await readFolder(folder);
  expect(photos.map(({ name }) => name)).toEqual(["1.JPG", "9.jpg", "10.jpg"]);
  expect(passes).toBe(1);
});

test("sub-folders with photos are passes in the order of their names", async () => {
  for (const name of ["b/1.jpg", "a/1.jpg", "a/2.heic", "empty/notes.txt", ".hidden/1.jpg"]) put(name);
  const { photos, passes, leftOut } = await readFolder(folder);
  expect(photos.map(({ pass, name }) => `${pass}/${name}`)).toEqual(["0/1.jpg", "0/2.heic", "1/1.jpg"]);
  expect(passes).toBe(2);
  expect(leftOut).toEqual(["notes.txt"]);
});

test("a photo is known by the hash of its bytes", async () => {
  put("1.jpg", "abc");
  const [photo] = (await readFolder(folder)).photos;
  expect(photo?.sha256).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  expect(photo?.bytes).toBe(3);
});

test("no photos, no folder, too many passes and a file too large are each told with a code", async () => {
  await expect(readFolder(folder)).rejects.toMatchObject({ code: "photos-too-few" });
  await expect(readFolder(join(folder, "none"))).rejects.toMatchObject({ code: "request-invalid" });
  put("a.jpg");
  truncateSync(join(folder, "a.jpg"), 50 * 1024 * 1024 + 1);
  await expect(readFolder(folder)).rejects.toMatchObject({ code: "photo-too-large" });
  rmSync(join(folder, "a.jpg"));
  for (const pass of ["a", "b", "c", "d", "e"]) put(`${pass}/1.jpg`);
  await expect(readFolder(folder)).rejects.toMatchObject({ code: "photos-too-many" });
});
