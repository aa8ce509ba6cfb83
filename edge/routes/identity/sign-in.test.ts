import { expect, test } from "vitest";
import { Browser, mailedCode, problemCode, wrongCode } from "../../testing/browser.ts";
import { useSystem } from "../../testing/use-system.ts";

const held = useSystem();
const refused = [422, "code-refused"];

test("a code by e-mail makes an account the first time, and finds it the second", async () => {
  const first = new Browser(held.current);
  const view = await first.signIn();
  expect(view).toMatchObject({ email: first.email, isAdmin: false });
  expect(view.workspaces).toEqual([{ ownerId: view.accountId, kind: "account", name: "", role: "owner" }]);
  const again = await new Browser(held.current).signIn(first.email.toUpperCase());
  expect(again.accountId).toBe(view.accountId);
});

test("the cookie is the host's own, closed to scripts, and only its hash is stored", async () => {
  const browser = new Browser(held.current);
  const codeId = await browser.askCode();
  const code = await mailedCode(held.current, browser.email);
  const answer = await browser.call("POST", "/session", { codeId, code });
  const set = answer.headers.get("set-cookie") ?? "";
  expect(set).toMatch(/^__Host-caliper=[A-Za-z0-9_-]{43}; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  expect(answer.headers.get("cache-control")).toBe("no-store");
  const token = set.slice("__Host-caliper=".length).split(";")[0];
  const { results } = await held.current.env.DB.prepare("SELECT * FROM sessions").all();
  expect(JSON.stringify(results)).not.toContain(token);
});

test("five wrong codes end it, the right one after them included", async () => {
  const browser = new Browser(held.current);
  const codeId = await browser.askCode();
  const code = await mailedCode(held.current, browser.email);
  for (let i = 0; i < 5; i++) {
    const answer = await browser.call("POST", "/session", { codeId, code: wrongCode(code) });
    expect(await problemCode(answer)).toEqual(refused);
  }
  expect(await problemCode(await browser.call("POST", "/session", { codeId, code }))).toEqual(refused);
  expect(browser.cookie).toBeNull();
});

test("tries that come all at once are counted all the same", async () => {
  const browser = new Browser(held.current);
  const codeId = await browser.askCode();
  const code = await mailedCode(held.current, browser.email);
  const guesses = Array.from({ length: 30 }, () => browser.call("POST", "/session", { codeId, code: wrongCode(code) }));
  await Promise.all(guesses);
  const row = await held.current.env.DB.prepare("SELECT tries FROM email_codes WHERE code_id = ?").bind(codeId).first();
  expect(row).toEqual({ tries: 5 });
});

test("a code is good once, also for two that use it at the same time", async () => {
  const browser = new Browser(held.current);
  const codeId = await browser.askCode();
  const code = await mailedCode(held.current, browser.email);
  const all = await Promise.all(
    [1, 2, 3].map(() => new Browser(held.current).call("POST", "/session", { codeId, code })),
  );
  expect(all.map((a) => a.status).toSorted()).toEqual([200, 422, 422]);
  expect(await problemCode(await browser.call("POST", "/session", { codeId, code }))).toEqual(refused);
});

test("an expired code is refused", async () => {
  const browser = new Browser(held.current);
  const codeId = await browser.askCode();
  const code = await mailedCode(held.current, browser.email);
  await held.current.env.DB.prepare("UPDATE email_codes SET expires_at_ms = ? WHERE code_id = ?")
    .bind(Date.now(), codeId)
    .run();
  expect(await problemCode(await browser.call("POST", "/session", { codeId, code }))).toEqual(refused);
});

test("only the newest code of an address counts", async () => {
  const browser = new Browser(held.current);
  const oldId = await browser.askCode();
  const oldCode = await mailedCode(held.current, browser.email);
  await browser.askCode();
  expect(await problemCode(await browser.call("POST", "/session", { codeId: oldId, code: oldCode }))).toEqual(refused);
});

test("another's code does not fit, and the code itself is not stored", async () => {
  const [one, two] = [new Browser(held.current), new Browser(held.current)];
  await one.askCode();
  const codeId = await two.askCode();
  const code = await mailedCode(held.current, one.email);
  expect(await problemCode(await two.call("POST", "/session", { codeId, code }))).toEqual(refused);
  const { results } = await held.current.env.DB.prepare("SELECT * FROM email_codes WHERE email = ?")
    .bind(one.email)
    .all();
  expect(JSON.stringify(results)).not.toContain(code.replace(" ", ""));
});

test("asking for a code answers the same with and without an account", async () => {
  const known = new Browser(held.current);
  await known.signIn();
  const stranger = new Browser(held.current);
  const answers = await Promise.all([known, stranger].map((b) => b.call("POST", "/session/codes", { email: b.email })));
  expect(answers.map((a) => a.status)).toEqual([202, 202]);
  const bodies = (await Promise.all(answers.map((a) => a.json()))) as object[];
  expect(bodies.map((b) => Object.keys(b).toSorted())).toEqual([
    ["codeId", "expiresAtMs"],
    ["codeId", "expiresAtMs"],
  ]);
  const names = (a: Response) => [...a.headers.keys()].toSorted();
  expect(names(answers[0] as Response)).toEqual(names(answers[1] as Response));
});

test("an address gets five codes an hour, however many ask at once", async () => {
  const email = `${crypto.randomUUID()}@people.test`;
  const all = await Promise.all(
    Array.from({ length: 20 }, () => new Browser(held.current).call("POST", "/session/codes", { email })),
  );
  expect(all.filter((a) => a.status === 202)).toHaveLength(5);
  expect(await problemCode(all.find((a) => a.status !== 202) as Response)).toEqual([429, "codes-too-many"]);
  const mails = await held.current.env.DB.prepare("SELECT count(*) AS n FROM mails WHERE recipient = ?")
    .bind(email)
    .first();
  expect(mails).toEqual({ n: 5 });
});

test("one network gets thirty codes an hour", async () => {
  const browser = new Browser(held.current);
  browser.ip = `2001:db8:${Math.floor(Math.random() * 65_536).toString(16)}:7::1`;
  const neighbour = new Browser(held.current);
  neighbour.ip = browser.ip.replace("::1", "::ffff:2");
  for (let i = 0; i < 15; i++) {
    await browser.askCode(`${crypto.randomUUID()}@people.test`);
    await neighbour.askCode(`${crypto.randomUUID()}@people.test`);
  }
  const answer = await browser.call("POST", "/session/codes", { email: browser.email });
  expect(await problemCode(answer)).toEqual([429, "codes-too-many"]);
  await new Browser(held.current).askCode();
});

test("a foreign page can neither sign a person in nor out", async () => {
  const victim = new Browser(held.current);
  await victim.signIn();
  const codeId = await victim.askCode();
  const code = await mailedCode(held.current, victim.email);
  for (const origin of ["https://evil.example", "null", null]) {
    const call = (method: string, path: string, body?: unknown) =>
      held.current.fetch(`http://edge.test/api/v1${path}`, {
        method,
        headers: { ...(origin === null ? {} : { origin }), cookie: victim.cookie ?? "" },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
    expect(await problemCode(await call("POST", "/session", { codeId, code }))).toEqual([403, "origin-refused"]);
    expect((await call("POST", "/session/codes", { email: victim.email })).status).toBe(403);
    expect((await call("POST", "/session/passkey/options")).status).toBe(403);
    expect((await call("DELETE", "/session")).status).toBe(403);
  }
  expect((await victim.call("GET", "/account")).status).toBe(200);
});

test("signing out ends the session behind the cookie; twice is once", async () => {
  const browser = new Browser(held.current);
  await browser.signIn();
  const { cookie } = browser;
  expect((await browser.call("DELETE", "/session")).status).toBe(204);
  expect((await browser.call("DELETE", "/session")).status).toBe(204);
  browser.cookie = cookie;
  expect((await browser.call("GET", "/account")).status).toBe(401);
});

test("without a way to send mail nobody is kept waiting for a code", async () => {
  held.current.env.DEV_MAIL = "0";
  const browser = new Browser(held.current);
  const answer = await browser.call("POST", "/session/codes", { email: browser.email });
  expect(await problemCode(answer)).toEqual([503, "mail-unavailable"]);
});

test("whoever confirms an address of ADMIN_EMAILS becomes an administrator, nobody else", async () => {
  const [admin, other] = [new Browser(held.current), new Browser(held.current)];
  held.current.env.ADMIN_EMAILS = ` boss@people.test, ${admin.email.toUpperCase()}`;
  expect(await admin.signIn()).toMatchObject({ isAdmin: true });
  expect(await other.signIn()).toMatchObject({ isAdmin: false });
});
