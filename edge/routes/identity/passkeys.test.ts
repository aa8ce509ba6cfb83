import { expect, test } from "vitest";
import type { AccountView } from "#contract/identity";
import { Browser, problemCode } from "../../testing/browser.ts";
import { SoftwareAuthenticator } from "../../testing/software-authenticator.ts";
import { useSystem } from "../../testing/use-system.ts";

const held = useSystem();
const refused = [422, "passkey-refused"];
type Options = { challenge: string; rp: { id: string }; user: { id: string }; excludeCredentials: { id: string }[] };

async function optionsFor(browser: Browser, path: string): Promise<Options> {
  const answer = await browser.call("POST", path);
  if (answer.status !== 200) throw new Error(`options: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

async function register(browser: Browser, authenticator = new SoftwareAuthenticator(), name = "Phone") {
  const options = await optionsFor(browser, "/account/passkeys/options");
  const credential = await authenticator.create(options);
  const answer = await browser.call("POST", "/account/passkeys", { name, credential });
  return { answer, authenticator, credential, options };
}

async function signIn(authenticator: SoftwareAuthenticator, browser = new Browser(held.current)) {
  const assertion = await authenticator.get(await optionsFor(browser, "/session/passkey/options"));
  return { browser, assertion, answer: await browser.call("POST", "/session/passkey", assertion) };
}

async function withPasskey() {
  const owner = new Browser(held.current);
  const account = await owner.signIn();
  const { authenticator, answer } = await register(owner);
  if (answer.status !== 201) throw new Error(`register: ${answer.status} ${await answer.text()}`);
  return { owner, account, authenticator };
}

test("a passkey made while signed in signs in later, without an address being typed", async () => {
  const { account, authenticator } = await withPasskey();
  authenticator.counter = 1;
  const { answer, browser } = await signIn(authenticator);
  expect(answer.status).toBe(200);
  expect(((await answer.json()) as AccountView).accountId).toBe(account.accountId);
  expect((await browser.call("GET", "/account")).status).toBe(200);
});

test("a passkey that keeps no counter signs in again and again", async () => {
  const { authenticator } = await withPasskey();
  for (let i = 0; i < 3; i++) expect((await signIn(authenticator)).answer.status).toBe(200);
});

test("a copy of a passkey, told by its counter, is refused", async () => {
  const { authenticator } = await withPasskey();
  authenticator.counter = 7;
  expect((await signIn(authenticator)).answer.status).toBe(200);
  for (const counter of [7, 3, 0]) {
    authenticator.counter = counter;
    expect(await problemCode((await signIn(authenticator)).answer)).toEqual(refused);
  }
});

test("an answer is good once, and so is a challenge", async () => {
  const { authenticator } = await withPasskey();
  const { assertion, browser } = await signIn(authenticator);
  expect(await problemCode(await browser.call("POST", "/session/passkey", assertion))).toEqual(refused);
  const two = await optionsFor(browser, "/session/passkey/options");
  const answers = await Promise.all(
    [1, 2, 3].map(async () => browser.call("POST", "/session/passkey", await authenticator.get(two))),
  );
  expect(answers.map((a) => a.status).toSorted()).toEqual([200, 422, 422]);
});

test("an old challenge, another's challenge and one for another purpose are refused", async () => {
  const { owner, authenticator } = await withPasskey();
  const browser = new Browser(held.current);
  const old = await optionsFor(browser, "/session/passkey/options");
  await held.current.env.DB.prepare("UPDATE challenges SET expires_at_ms = 1 WHERE challenge = ?")
    .bind(old.challenge)
    .run();
  const forRegistering = await optionsFor(owner, "/account/passkeys/options");
  for (const challenge of [old.challenge, forRegistering.challenge, "bWFkZS11cA"]) {
    const assertion = await authenticator.get({ challenge, rpId: "edge.test" });
    expect(await problemCode(await browser.call("POST", "/session/passkey", assertion))).toEqual(refused);
  }
  const stranger = new Browser(held.current);
  await stranger.signIn();
  const credential = await new SoftwareAuthenticator().create(await optionsFor(owner, "/account/passkeys/options"));
  expect(await problemCode(await stranger.call("POST", "/account/passkeys", { name: "Mine", credential }))).toEqual(
    refused,
  );
});

test("an answer made for another site, by another key or without its person is refused", async () => {
  const { authenticator } = await withPasskey();
  authenticator.origin = "https://evil.example";
  expect(await problemCode((await signIn(authenticator)).answer)).toEqual(refused);
  authenticator.origin = "http://edge.test";
  authenticator.userVerified = false;
  expect(await problemCode((await signIn(authenticator)).answer)).toEqual(refused);
  const impostor = new SoftwareAuthenticator();
  await impostor.create({ challenge: "x", rp: { id: "edge.test" } });
  impostor.credentialId = authenticator.credentialId;
  expect(await problemCode((await signIn(impostor)).answer)).toEqual(refused);
  impostor.credentialId = new SoftwareAuthenticator().credentialId;
  expect(await problemCode((await signIn(impostor)).answer)).toEqual(refused);
});

test("an account has several passkeys; each is listed, renamed and told of by mail", async () => {
  const { owner, authenticator } = await withPasskey();
  const second = await register(owner, new SoftwareAuthenticator(), "Key ring");
  expect(second.options.excludeCredentials.map((one) => one.id)).toEqual([authenticator.credentialId]);
  const path = `/account/passkeys/${second.authenticator.credentialId}`;
  expect((await owner.call("PATCH", path, { name: "Key on the ring" })).status).toBe(200);
  const { passkeys } = (await (await owner.call("GET", "/account/passkeys")).json()) as {
    passkeys: { name: string }[];
  };
  expect(passkeys.map((p) => p.name)).toEqual(["Phone", "Key on the ring"]);
  const mails = await held.current.env.DB.prepare(
    "SELECT count(*) AS n FROM mails WHERE recipient = ? AND subject LIKE '%passkey was added%'",
  )
    .bind(owner.email)
    .first();
  expect(mails).toEqual({ n: 2 });
});

test("a passkey that somebody has cannot be taken over", async () => {
  const { authenticator, account } = await withPasskey();
  const thief = new Browser(held.current);
  await thief.signIn();
  const fake = new SoftwareAuthenticator();
  fake.credentialId = authenticator.credentialId;
  expect(await problemCode((await register(thief, fake)).answer)).toEqual(refused);
  const path = `/account/passkeys/${authenticator.credentialId}`;
  expect((await thief.call("DELETE", path)).status).toBe(404);
  expect((await thief.call("PATCH", path, { name: "mine" })).status).toBe(404);
  const view = (await (await signIn(authenticator)).answer.json()) as AccountView;
  expect(view.accountId).toBe(account.accountId);
});

test("the last way in cannot be deleted; with an address it can", async () => {
  const { owner, account, authenticator } = await withPasskey();
  const { DB } = held.current.env;
  const path = `/account/passkeys/${authenticator.credentialId}`;
  await DB.prepare("UPDATE accounts SET email = NULL WHERE account_id = ?").bind(account.accountId).run();
  expect(await problemCode(await owner.call("DELETE", path))).toEqual([409, "last-way-in"]);
  await register(owner);
  expect((await owner.call("DELETE", path)).status).toBe(204);
  expect(await problemCode((await signIn(authenticator)).answer)).toEqual(refused);
});

test("at an IP address passkeys say why they do not work; as localhost they do", async () => {
  held.current.env.PUBLIC_ORIGIN = "http://127.0.0.1:8787";
  const browser = new Browser(held.current);
  browser.origin = "http://127.0.0.1:8787";
  const answer = await browser.call("POST", "/session/passkey/options");
  expect(await problemCode(answer)).toEqual([409, "passkeys-unavailable"]);
  const local = new Browser(held.current);
  local.origin = "http://localhost:8787";
  await local.signIn();
  const authenticator = new SoftwareAuthenticator();
  authenticator.origin = local.origin;
  const { answer: added, options } = await register(local, authenticator);
  expect([added.status, options.rp.id]).toEqual([201, "localhost"]);
});
