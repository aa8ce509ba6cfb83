import { expect, test } from "vitest";
import { judgeManifest, type KnownPhoto } from "./manifest.ts";

const photos = (count: number, pass = 0): KnownPhoto[] =>
  Array.from({ length: count }, (_, i) => ({
    photoId: `p${pass}-${i}`,
    sha256: `hash${pass}-${i}`,
    pass,
    name: `${i}.jpg`,
  }));

test.each([20, 50])("a pass of %i photos is taken", (count) => {
  expect(judgeManifest(photos(count), photos(count))).toEqual({ ok: true });
});

test.each([
  [19, "photos-too-few"],
  [1, "photos-too-few"],
  [51, "photos-too-many"],
])("a pass of %i photos is refused as %s", (count, code) => {
  expect(judgeManifest(photos(count), photos(count))).toMatchObject({
    ok: false,
    code,
    detail: expect.stringContaining(`${count} photo`),
  });
});

test("each pass is counted for itself", () => {
  const known = [...photos(20), ...photos(12, 1)];
  expect(judgeManifest(known, known)).toMatchObject({
    code: "photos-too-few",
    detail: "Pass 2 has 12 photos; 20 to 50 are needed.",
  });
  expect(judgeManifest(known.slice(0, 20), known)).toEqual({ ok: true });
});

test("photos that are not there, or are other bytes, are named", () => {
  const known = photos(25);
  expect(judgeManifest(known, known.slice(2))).toMatchObject({ code: "photo-missing", detail: "p0-0, p0-1" });
  const changed = known.map((p, i) => (i === 3 ? { ...p, sha256: "other" } : p));
  expect(judgeManifest(changed, known)).toMatchObject({ code: "photo-missing", detail: "p0-3" });
});

test("the same photo named twice does not make up the number", () => {
  const known = photos(19);
  expect(judgeManifest([...known, known[0] as KnownPhoto], known)).toMatchObject({ code: "request-invalid" });
});
