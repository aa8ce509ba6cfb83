import { expect, test } from "vitest";
import { useSystem } from "../testing/use-system.ts";

const held = useSystem();

test("a method that a known path does not have is refused, naming those it has", async () => {
  const answer = await held.current.api("PATCH", `/scans/${crypto.randomUUID()}`, {});
  expect(answer.status).toBe(405);
  expect(answer.headers.get("allow")).toBe("DELETE, GET, HEAD, OPTIONS, PUT");
  expect(await answer.json()).toMatchObject({ code: "method-not-allowed" });
});

test("OPTIONS tells the methods and lets no other origin in", async () => {
  const init = { method: "OPTIONS", headers: { origin: "https://elsewhere.example" } };
  const answer = await held.current.fetch("http://edge.test/api/v1/quota", init);
  expect([answer.status, answer.headers.get("allow")]).toEqual([204, "GET, HEAD, OPTIONS"]);
  expect(answer.headers.get("access-control-allow-origin")).toBeNull();
});

test("an unknown path is not found, whatever the method", async () => {
  expect((await held.current.api("POST", "/nothing", {})).status).toBe(404);
});

test("a fixed name is not taken for an id", async () => {
  const answer = await held.current.api("PATCH", "/account/passkeys/options", {});
  expect([answer.status, answer.headers.get("allow")]).toEqual([405, "OPTIONS, POST"]);
});
