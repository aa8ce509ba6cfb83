import { expect, test } from "vitest";
import { readOutput } from "./worker-output.ts";

const jobId = "0f8fad5b-d9cb-469f-a165-70867728950e";
const file = (name: string) => ({ name, sha256: "b".repeat(64), bytes: 10 });
const solid = {
  ...{ schema: 1, jobId, attempt: 1, label: "faceted", failure: null, seconds: 5 },
  files: ["part.step", "part.stl", "report.json"].map(file),
};

test("an answer with the files its label promises is read", () => {
  expect(readOutput(solid, jobId, 1)).toEqual(solid);
});

test.each<[string, unknown]>([
  ["nothing", null],
  ["of another attempt", { ...solid, attempt: 2 }],
  ["of another job", { ...solid, jobId: "1f8fad5b-d9cb-469f-a165-70867728950e" }],
  ["without its STEP", { ...solid, files: solid.files.slice(1) }],
  ["naming a file twice", { ...solid, files: [...solid.files, solid.files[0]] }],
  ["with a file outside the list", { ...solid, files: [...solid.files, file("../../x")] }],
  ["of a solid that failed", { ...solid, failure: { code: "internal", detail: "", retryable: false } }],
  ["failed without a reason", { ...solid, label: "failed", files: [] }],
])("an answer %s is none", (_, value) => {
  expect(readOutput(value, jobId, 1)).toBeNull();
});

test("a verdict on the photos needs no files, only its reason", () => {
  const failure = { code: "scan-unregistered", detail: "3 of 24 placed", retryable: false };
  expect(readOutput({ ...solid, label: "failed", failure, files: [] }, jobId, 1)?.failure).toEqual(failure);
});
