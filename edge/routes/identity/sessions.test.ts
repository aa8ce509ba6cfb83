import { sign } from "hono/jwt";
import { expect, test } from "vitest";
import { AccessTokens } from "../../adapters/access-token.ts";
import { base64Url } from "../../adapters/digest.ts";
import { Browser } from "../../testing/browser.ts";
import { useSystem } from "../../testing/use-system.ts";

const held = useSystem();
const day = 86_400_000;

const bearing = (token: string, method = "GET", path = "/account", body?: unknown) =>
  held.current.fetch(`http://edge.test/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

async function withToken() {
  const browser = new Browser(held.current);
  const account = await browser.signIn();
  const answer = await browser.call("POST", "/session/token");
  const { token, expiresAtMs } = (await answer.json()) as { token: string; expiresAtMs: number };
  return { browser, account, token, expiresAtMs };
}

test("a JWT reads and scans for the account for a quarter of an hour", async () => {
  const { account, token, expiresAtMs } = await withToken();
  expect(expiresAtMs - Date.now()).toBeLessThanOrEqual(15 * 60_000);
  expect(await (await bearing(token)).json()).toMatchObject({ accountId: account.accountId });
  const scan = { name: "by a program", createdAtMs: Date.now() };
  expect((await bearing(token, "PUT", `/scans/${crypto.randomUUID()}`, scan)).status).toBe(200);
});

test("a JWT is no way to stay: it makes no tokens, keys, passkeys or devices", async () => {
  const { token } = await withToken();
  for (const path of ["/session/token", "/keys", "/account/passkeys/options", "/account/devices"]) {
    expect((await bearing(token, "POST", path, {})).status, path).toBe(403);
  }
  expect((await bearing(token, "PATCH", "/account", { name: "x" })).status).toBe(403);
  expect((await bearing(token, "DELETE", "/account/sessions")).status).toBe(403);
});

test("JWTs of no algorithm, another key, another audience, another issuer, or past are refused", async () => {
  const { account, token } = await withToken();
  const key = held.current.env.ACCESS_TOKEN_KEY;
  const nowS = Math.floor(Date.now() / 1000);
  const claims = {
    ...{ sub: account.accountId, iss: "http://edge.test", aud: "caliper-api", iat: nowS, exp: nowS + 600 },
    issuedAtMs: Date.now(),
  };
  expect((await bearing(await sign(claims, key, "HS256"))).status).toBe(200);
  const part = (value: unknown) => base64Url(new TextEncoder().encode(JSON.stringify(value)));
  const [header, body, signature] = token.split(".") as [string, string, string];
  const forged = {
    "no algorithm": `${part({ alg: "none", typ: "JWT" })}.${part(claims)}.`,
    "no algorithm, signed": `${part({ alg: "none", typ: "JWT" })}.${body}.${signature}`,
    "no signature": `${header}.${body}.`,
    "other claims": `${header}.${part({ ...claims, sub: crypto.randomUUID() })}.${signature}`,
    "another algorithm": await sign(claims, key, "HS512"),
    "another key": await sign(claims, `${key}x`, "HS256"),
    "another audience": await sign({ ...claims, aud: "somebody" }, key, "HS256"),
    "another issuer": await sign({ ...claims, iss: "http://evil.test" }, key, "HS256"),
    "nobody's": await sign({ ...claims, sub: crypto.randomUUID() }, key, "HS256"),
    "without an end": await sign({ ...claims, exp: undefined }, key, "HS256"),
    past: await new AccessTokens(key, "http://edge.test").mint(
      account.accountId,
      Date.now() - 16 * 60_000,
      15 * 60_000,
    ),
  };
  for (const [what, one] of Object.entries(forged)) expect((await bearing(one)).status, what).toBe(401);
});

test("signing out everywhere ends every session, every JWT and every linked device, at once", async () => {
  const { browser, token } = await withToken();
  const other = new Browser(held.current);
  await other.signIn(browser.email);
  await browser.call("POST", "/account/devices", { token: held.current.token });
  const { cookie } = browser;
  expect((await browser.call("DELETE", "/account/sessions")).status).toBe(204);
  expect(browser.cookie).toBeNull();
  browser.cookie = cookie;
  expect((await browser.call("GET", "/account")).status).toBe(401);
  expect((await other.call("GET", "/account")).status).toBe(401);
  expect((await bearing(token)).status).toBe(401);
  expect((await held.current.api("GET", "/scans")).status).toBe(401);
  const back = new Browser(held.current);
  await back.signIn(browser.email);
  const fresh = (await (await back.call("POST", "/session/token")).json()) as { token: string };
  expect((await bearing(fresh.token)).status).toBe(200);
});

test("sessions are listed with their browser; one can be ended, another person's cannot", async () => {
  const one = new Browser(held.current);
  await one.signIn();
  const two = new Browser(held.current);
  await two.signIn(one.email);
  type List = { sessions: { sessionId: string; agent: string; isThis: boolean }[] };
  const { sessions } = (await (await one.call("GET", "/account/sessions")).json()) as List;
  expect(sessions.map((s) => s.agent)).toEqual(["Testing/1.0", "Testing/1.0"]);
  const other = sessions.find((s) => !s.isThis);
  const stranger = new Browser(held.current);
  await stranger.signIn();
  expect((await stranger.call("DELETE", `/account/sessions/${other?.sessionId}`)).status).toBe(404);
  expect((await two.call("GET", "/account")).status).toBe(200);
  expect((await one.call("DELETE", `/account/sessions/${other?.sessionId}`)).status).toBe(204);
  expect((await two.call("GET", "/account")).status).toBe(401);
  expect((await one.call("GET", "/account")).status).toBe(200);
});

test("a session ends after thirty days without use, use moves the end, and half a year is the most", async () => {
  const browser = new Browser(held.current);
  const { accountId } = await browser.signIn();
  const { DB } = held.current.env;
  const row = () =>
    DB.prepare("SELECT * FROM sessions WHERE account_id = ?").bind(accountId).first<Record<string, number>>();
  const set = (created: number, used: number, expires: number) =>
    DB.prepare("UPDATE sessions SET created_at_ms = ?, last_used_at_ms = ?, expires_at_ms = ? WHERE account_id = ?")
      .bind(created, used, expires, accountId)
      .run();
  const nowMs = Date.now();
  await set(nowMs - 29 * day, nowMs - 29 * day, nowMs + day);
  expect((await browser.call("GET", "/account")).status).toBe(200);
  expect((await row())?.expires_at_ms).toBeGreaterThanOrEqual(nowMs + 30 * day);
  await set(nowMs - 175 * day, nowMs - day, nowMs + 10 * day);
  expect((await browser.call("GET", "/account")).status).toBe(200);
  expect((await row())?.expires_at_ms).toBe(nowMs - 175 * day + 180 * day);
  await set(nowMs - 31 * day, nowMs - 31 * day, nowMs - 1);
  expect((await browser.call("GET", "/account")).status).toBe(401);
});

test("a foreign page that sends the cookie along changes nothing", async () => {
  const browser = new Browser(held.current);
  await browser.signIn();
  for (const [method, path] of [
    ["POST", "/session/token"],
    ["POST", "/keys"],
    ["DELETE", "/account/sessions"],
    ["PATCH", "/account"],
  ] as const) {
    const headers = { cookie: browser.cookie ?? "", origin: "https://evil.example" };
    const init = { method, headers, ...(method === "DELETE" ? {} : { body: "{}" }) };
    const answer = await held.current.fetch(`http://edge.test/api/v1${path}`, init);
    expect(answer.status, path).toBe(401);
  }
  expect((await browser.call("GET", "/account")).status).toBe(200);
});
