import * as v from "valibot";
import { afterEach, expect, test, vi } from "vitest";
import { visitorSecretSchema } from "#contract/access";
import { makeShopServer, newVisitorSecret } from "./shop-server.ts";
import { whyUnreachable } from "./trouble.ts";

const access = { shop: "https://shop.example", key: `cp_${"k".repeat(43)}`, secret: newVisitorSecret() };
const heard: [string, RequestInit][] = [];
const answerBy = (answer: (url: string) => Response | Error) =>
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    heard.push([url, init]);
    const given = answer(url);
    if (given instanceof Error) throw given;
    return given;
  });
afterEach(() => {
  vi.unstubAllGlobals();
  heard.length = 0;
});

test("each visit has a secret of its own, in the form that the shop takes", () => {
  expect(v.is(visitorSecretSchema, access.secret)).toBe(true);
  expect(newVisitorSecret()).not.toBe(access.secret);
});

test("a request shows the key and the visit, never a cookie, and goes to the shop alone", async () => {
  answerBy(() => Response.json({ n: 1 }));
  const answer = await makeShopServer(access).ask(
    "POST",
    "/quote/calculate",
    { json: {} },
    v.object({ n: v.number() }),
  );
  expect(answer).toEqual({ kind: "ok", body: { n: 1 } });
  const [url, init] = heard[0] ?? [];
  expect(url).toBe("https://shop.example/api/v1/quote/calculate");
  expect(init).toMatchObject({
    credentials: "omit",
    redirect: "error",
    headers: { authorization: `Bearer ${access.key}` },
  });
  expect(init?.headers).toMatchObject({ "x-caliper-visitor": access.secret });
});

test("a problem is told in the shop's words; what is none of its answers counts as unreachable", async () => {
  const ask = () => makeShopServer(access).ask("GET", "/quotes/x", {}, v.object({ n: v.number() }));
  const problem = { type: "", title: "Gone", status: 404, code: "not-found", retry: "never", todo: "Ask anew." };
  answerBy(() => Response.json(problem, { status: 404, headers: { "retry-after": "3" } }));
  expect(await ask()).toMatchObject({ kind: "problem", problem: { code: "not-found" }, retryAfterMs: 3_000 });
  for (const other of [() => new Response("<html>"), () => Response.json({}), () => new Error("blocked")]) {
    answerBy(other);
    expect(await ask()).toEqual({ kind: "unreachable" });
  }
});

test("why an answer was kept back: the shop refuses the page, the page's policy the shop, or there is no network", async () => {
  vi.stubGlobal("location", { origin: "https://site.example" });
  const code = async (there: boolean, blocked: boolean) => {
    answerBy(() => (there ? new Response() : new Error("no")));
    return (await whyUnreachable(access.shop, { blocked: () => blocked })).code;
  };
  expect(await code(true, false)).toBe("page-refused");
  expect(await code(false, true)).toBe("policy");
  expect(await code(false, false)).toBe("unreachable");
});
