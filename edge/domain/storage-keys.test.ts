import { expect, test } from "vitest";
import { isSweepable, parseKey, photoKey, resultKey, scanPrefix } from "./storage-keys.ts";

const id = "0f8fad5b-d9cb-469f-a165-70867728950e";
const hash = "a".repeat(64);

test("keys are read back as they were made", () => {
  expect(parseKey(photoKey(id, hash))).toEqual({ kind: "photo", scanId: id, sha256: hash });
  expect(parseKey(resultKey(id, 2, "part.step"))).toEqual({ kind: "result", jobId: id, attempt: 2, name: "part.step" });
});

test.each([
  "",
  "scans/",
  `scans/${id}/photos/../${hash}`,
  `results/${id}/0/part.step`,
  `results/${id}/1/../x`,
  "x".repeat(1025),
])("%j is nobody's key", (key) => expect(parseKey(key)).toBeNull());

test("only one scan, job or attempt can be swept", () => {
  expect([scanPrefix(id), `results/${id}/`, `results/${id}/3/`].every(isSweepable)).toBe(true);
  expect(["scans/", "results/", `scans/${id}`, `results/${id}/1`, `scans/${id}/photos/`, ""].some(isSweepable)).toBe(
    false,
  );
});
