import * as v from "valibot";
import { afterEach, expect, test, vi } from "vitest";
import { makeServer } from "./server.ts";

afterEach(() => vi.unstubAllGlobals());

const server = makeServer(async () => ({ by: "token", token: "cd_token" }));
const answering = (response: () => Response | Promise<Response>) => {
  const fetched = vi.fn(async (_url: string, _init: RequestInit) => response());
  vi.stubGlobal("fetch", fetched);
  return fetched;
};

test("the device token is sent with every request", async () => {
  const fetched = answering(() => new Response(null, { status: 204 }));
  await server.ask("DELETE", "/scans/x");
  expect(fetched.mock.calls[0]?.[0]).toBe("/api/v1/scans/x");
  expect(fetched.mock.calls[0]?.[1].headers).toMatchObject({ authorization: "Bearer cd_token" });
  expect(fetched.mock.calls[0]?.[1].credentials).toBe("omit");
});

test("by cookie no token is sent, and the workspace is named where one is open", async () => {
  const fetched = answering(() => new Response(null, { status: 204 }));
  await makeServer(async () => ({ by: "cookie", workspaceId: "org" })).ask("GET", "/scans");
  await makeServer(async () => ({ by: "cookie", workspaceId: null })).ask("GET", "/account");
  const [inWorkspace, own] = fetched.mock.calls.map(([, init]) => init);
  expect(inWorkspace).toMatchObject({ credentials: "same-origin", headers: { "x-caliper-workspace": "org" } });
  expect(own).toMatchObject({ credentials: "same-origin", headers: {} });
  for (const init of [inWorkspace, own]) expect(init?.headers).not.toHaveProperty("authorization");
  expect(own?.headers).not.toHaveProperty("x-caliper-workspace");
});

test("a problem comes back as an answer, with the time the server asks for", async () => {
  const body = {
    type: "x",
    title: "Too many requests",
    status: 429,
    code: "rate-limited",
    retry: "later",
    todo: "Wait.",
  };
  answering(() => new Response(JSON.stringify(body), { status: 429, headers: { "retry-after": "7" } }));
  expect(await server.ask("GET", "/scans")).toMatchObject({
    kind: "problem",
    problem: { code: "rate-limited" },
    retryAfterMs: 7000,
  });
});

test("a gateway's own error page is a problem that may be tried again", async () => {
  answering(() => new Response("<html>Bad gateway</html>", { status: 502 }));
  expect(await server.ask("GET", "/scans")).toMatchObject({
    kind: "problem",
    problem: { code: "internal", status: 502, retry: "later" },
  });
});

test("a page that is not the documented answer does not count as received", async () => {
  answering(() => new Response("<html>Please log in to the Wi-Fi</html>", { status: 200 }));
  expect(await server.ask("GET", "/scans", {}, v.object({ scans: v.array(v.unknown()) }))).toEqual({
    kind: "unreachable",
  });
});

test("no network is an answer, not an exception", async () => {
  answering(() => Promise.reject(new TypeError("Failed to fetch")));
  expect(await server.ask("GET", "/scans")).toEqual({ kind: "unreachable" });
});
