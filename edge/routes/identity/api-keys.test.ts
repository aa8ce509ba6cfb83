import { expect, test } from "vitest";
import { keyScopes } from "#contract/access";
import { Browser, problemCode } from "../../testing/browser.ts";
import { found } from "../../testing/people.ts";
import { useSystem } from "../../testing/use-system.ts";

const held = useSystem();
type Key = { keyId: string; secret: string; prefix: string; lastUsedAtMs: number | null; revokedAtMs: number | null };

const by = (secret: string, method: string, path: string, body?: unknown) =>
  held.current.fetch(`http://edge.test/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${secret}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const newScan = (secret: string) =>
  by(secret, "PUT", `/scans/${crypto.randomUUID()}`, { name: "by key", createdAtMs: Date.now() });

async function person(): Promise<Browser & { accountId: string }> {
  const browser = new Browser(held.current);
  const { accountId } = await browser.signIn();
  return Object.assign(browser, { accountId });
}

async function makeKey(browser: Browser, scopes: readonly string[], more: object = {}): Promise<Key> {
  const answer = await browser.call("POST", "/keys", { name: "CI", scopes, ...more });
  if (answer.status !== 201) throw new Error(`key: ${answer.status} ${await answer.text()}`);
  return answer.json();
}
const listed = async (browser: Browser): Promise<Key[]> =>
  ((await (await browser.call("GET", "/keys")).json()) as { keys: Key[] }).keys;

test("a key is shown once, kept as a hash, and listed by its beginning with its last use", async () => {
  const browser = await person();
  const key = await makeKey(browser, ["scan:read"]);
  expect(key.secret).toMatch(/^ck_[A-Za-z0-9_-]{43}$/);
  expect(key.secret.startsWith(key.prefix)).toBe(true);
  expect((await listed(browser))[0]?.lastUsedAtMs).toBeNull();
  expect((await by(key.secret, "GET", "/scans")).status).toBe(200);
  const [shown] = await listed(browser);
  expect(shown?.lastUsedAtMs).toBeGreaterThan(0);
  expect(shown).not.toHaveProperty("secret");
  const { results } = await held.current.env.DB.prepare("SELECT * FROM api_keys WHERE key_id = ?")
    .bind(key.keyId)
    .all();
  expect(JSON.stringify(results)).not.toContain(key.secret);
});

test("a key does what its scopes say and no more", async () => {
  const browser = await person();
  const reader = await makeKey(browser, ["scan:read"]);
  expect((await by(reader.secret, "GET", "/scans")).status).toBe(200);
  expect(await problemCode(await newScan(reader.secret))).toEqual([403, "forbidden"]);
  expect((await by(reader.secret, "GET", "/quota")).status).toBe(403);
  const all = await makeKey(browser, keyScopes);
  expect((await newScan(all.secret)).status).toBe(200);
  for (const [method, path] of [
    ["GET", "/account"],
    ["GET", "/keys"],
    ["POST", "/keys"],
    ["POST", "/session/token"],
    ["DELETE", "/account/sessions"],
  ] as const) {
    expect((await by(all.secret, method, path)).status, path).toBe(403);
  }
});

test("no key can be given what only a person does", async () => {
  const browser = await person();
  for (const scopes of [["account:write"], ["admin:read"], ["key:write"], ["billing:write"], ["everything"], []]) {
    expect((await browser.call("POST", "/keys", { name: "CI", scopes })).status).toBe(400);
  }
});

test("a revoked key is out at once; revoking twice is once; another's key stays", async () => {
  const browser = await person();
  const key = await makeKey(browser, ["scan:read"]);
  expect((await (await person()).call("DELETE", `/keys/${key.keyId}`)).status).toBe(404);
  expect((await by(key.secret, "GET", "/scans")).status).toBe(200);
  expect((await browser.call("DELETE", `/keys/${key.keyId}`)).status).toBe(204);
  expect((await browser.call("DELETE", `/keys/${key.keyId}`)).status).toBe(204);
  expect((await by(key.secret, "GET", "/scans")).status).toBe(401);
  expect((await listed(browser))[0]?.revokedAtMs).toBeGreaterThan(0);
});

test("a key ends when it was said to", async () => {
  const browser = await person();
  expect((await browser.call("POST", "/keys", { name: "CI", scopes: ["scan:read"], expiresAtMs: 1 })).status).toBe(400);
  const key = await makeKey(browser, ["scan:read"], { expiresAtMs: Date.now() + 60_000 });
  expect((await by(key.secret, "GET", "/scans")).status).toBe(200);
  await held.current.env.DB.prepare("UPDATE api_keys SET expires_at_ms = ? WHERE key_id = ?")
    .bind(Date.now(), key.keyId)
    .run();
  expect((await by(key.secret, "GET", "/scans")).status).toBe(401);
});

test("a workspace has at most fifty keys, however many are made at once", async () => {
  const browser = await person();
  const all = await Promise.all(
    Array.from({ length: 60 }, () => browser.call("POST", "/keys", { name: "CI", scopes: ["scan:read"] })),
  );
  expect(all.filter((a) => a.status === 201)).toHaveLength(50);
  expect(await problemCode(all.find((a) => a.status !== 201) as Response)).toEqual([409, "limit-reached"]);
});

test("a key of an organisation does no more than its maker still may, and ends when they leave", async () => {
  const owner = await person();
  const viewer = await person();
  const works = await found(held.current, { [owner.accountId]: "owner", [viewer.accountId]: "viewer" });
  owner.workspace = works;
  viewer.workspace = works;
  expect((await viewer.call("POST", "/keys", { name: "CI", scopes: ["scan:read"] })).status).toBe(403);
  const key = await makeKey(owner, ["scan:read", "scan:write"]);
  expect((await newScan(key.secret)).status).toBe(200);
  owner.workspace = null;
  expect(await listed(owner)).toEqual([]);
  const { DB } = held.current.env;
  const become = (sql: string) => DB.prepare(sql).bind(works, owner.accountId).run();
  await become("UPDATE members SET role = 'viewer' WHERE owner_id = ? AND account_id = ?");
  expect((await by(key.secret, "GET", "/scans")).status).toBe(200);
  expect((await newScan(key.secret)).status).toBe(403);
  await become("DELETE FROM members WHERE owner_id = ? AND account_id = ?");
  expect((await by(key.secret, "GET", "/scans")).status).toBe(401);
});
