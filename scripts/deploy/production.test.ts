import { expect, test } from "vitest";
import { disagreements, type Production, readProduction, unfilled, workers } from "./production.ts";

const filled: Production = {
  config: "wrangler.toml",
  name: "caliper-edge",
  vars: { PUBLIC_ORIGIN: "https://caliper.io", VERSION: "1" },
  hosts: ["caliper.io"],
  secrets: ["RUNPOD_API_KEY"],
  databases: [{ name: "caliper", id: "5a1f2b1c-0000-4000-8000-000000000001" }],
  buckets: ["caliper-files"],
  queues: ["jobs"],
};

test("a filled-in production lacks nothing", () => {
  expect(unfilled(filled)).toEqual([]);
});

test.each([
  [{ databases: [{ name: "caliper", id: "00000000-0000-0000-0000-000000000001" }] }, /database_id of caliper/],
  [{ vars: { PUBLIC_ORIGIN: "https://caliper.example" } }, /PUBLIC_ORIGIN/],
  [{ vars: { PUBLIC_ORIGIN: "http://127.0.0.1:8787" } }, /PUBLIC_ORIGIN/],
  [{ vars: { PUBLIC_ORIGIN: "http://caliper.io" } }, /must be https/],
  [{ vars: { RUNPOD_BASE: "https://api.runpod.ai/v2/ENDPOINT_ID" } }, /RunPod endpoint/],
  [{ hosts: ["gpu.caliper.example"] }, /route is still gpu/],
  [{ vars: { RUNPOD_API_KEY: "rpa_1" } }, /is a secret/],
  [{ vars: { DEV_MAIL: "1" } }, /DEV_MAIL/],
  [{ vars: { MAIL_FROM: "Caliper <mail@caliper.example>" } }, /MAIL_FROM is still/],
] satisfies [Partial<Production>, RegExp][])("what is missing is named (%#)", (change, said) => {
  expect(unfilled({ ...filled, ...change }).join("\n")).toMatch(said);
});

test("two Workers with different databases are noticed", () => {
  const other = { ...filled, databases: [{ name: "caliper", id: "other" }] };
  expect(disagreements([filled, filled])).toEqual([]);
  expect(disagreements([filled, other])).toHaveLength(1);
});

test("production of both Workers has its own bindings and no secret among its vars", () => {
  const all = workers.map(readProduction);
  expect(disagreements(all)).toEqual([]);
  for (const production of all) {
    expect(production.databases.length).toBeGreaterThan(0);
    expect(unfilled(production).filter((line) => line.includes("is a secret"))).toEqual([]);
  }
  const [edge] = all as [Production, Production];
  expect(edge.secrets).toEqual(expect.arrayContaining(["RUNPOD_API_KEY", "LINK_SIGNING_KEY", "ACCESS_TOKEN_KEY"]));
  expect(edge.queues).toEqual(expect.arrayContaining(["jobs", "jobs-dlq", "gpu-results"]));
  expect(edge.buckets.length).toBeGreaterThan(0);
});
