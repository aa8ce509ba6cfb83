import { expect, test } from "vitest";
import { setsOfFiles } from "./sets-of-files.ts";

const at = (...paths: string[]) =>
  paths.map((path) => ({ path, file: new File([path], path.split("/").at(-1) ?? "") }));
const seen = (...paths: string[]) =>
  setsOfFiles(at(...paths)).sets.map(({ folder, passes }) => [
    folder,
    passes.map((pass) => pass.map((file) => file.name)),
  ]);

test("a chosen folder is looked through: each of its sub-folders is a set, its photos in their order", () => {
  expect(seen("all/b/2.jpg", "all/a/10.jpg", "all/a/9.jpg", "all/b/1.HEIC")).toEqual([
    ["a", [["9.jpg", "10.jpg"]]],
    ["b", [["1.HEIC", "2.jpg"]]],
  ]);
});

test("several dropped folders are a set each; one folder with photos in it is one set", () => {
  expect(seen("flange/1.jpg", "bracket/1.jpg").map(([folder]) => folder)).toEqual(["bracket", "flange"]);
  expect(seen("flange/1.jpg", "flange/2.jpg").map(([folder]) => folder)).toEqual(["flange"]);
});

test("folders in a set are its passes; photos beside them come first", () => {
  expect(seen("all/part/turned/1.jpg", "all/part/0.jpg", "all/part/on its side/1.png")).toEqual([
    ["part", [["0.jpg"], ["1.png"], ["1.jpg"]]],
  ]);
});

test("what is left out is said with its reason; what systems put there is not even mentioned", () => {
  const { sets, leftOut } = setsOfFiles(
    at(
      ...["loose.jpg", "a/1.jpg", "a/notes.txt", "b/c/d/1.jpg", "a/.DS_Store", "__MACOSX/a/1.jpg", "a/Thumbs.db"],
      ...["p1", "p2", "p3", "p4", "p5"].map((pass) => `z/${pass}/1.jpg`),
    ),
  );
  expect(sets.map(({ folder, passes }) => [folder, passes.length])).toEqual([
    ["a", 1],
    ["z", 4],
  ]);
  expect(leftOut).toEqual([
    { path: "loose.jpg", why: "loose" },
    { path: "a/notes.txt", why: "other" },
    { path: "b/c/d/1.jpg", why: "deep" },
    { path: "z/p5/1.jpg", why: "passes" },
  ]);
});

test("nothing chosen is nothing made", () => {
  expect(setsOfFiles([])).toEqual({ sets: [], leftOut: [] });
});
