import { expect, test } from "vitest";
import { useSystem } from "../testing/use-system.ts";

const held = useSystem();

test("the API describes itself, for anybody, and names this server", async () => {
  const answer = await held.current.fetch("http://edge.test/api/v1/openapi.json");
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/json"]);
  const description = (await answer.json()) as { openapi: string; servers: { url: string }[]; paths: object };
  expect(description.openapi).toBe("3.1.0");
  expect(description.servers).toEqual([{ url: "http://edge.test/api/v1" }]);
  expect(Object.keys(description.paths)).toContain("/scans/{scanId}/submit");
});
