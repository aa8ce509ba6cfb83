import { expect, test } from "vitest";
import type { AccountView } from "#contract/identity";
import { Browser, mailedCode, problemCode, wrongCode } from "../../testing/browser.ts";
import { found } from "../../testing/people.ts";
import { useSystem } from "../../testing/use-system.ts";

const held = useSystem();

async function person(): Promise<Browser & { accountId: string }> {
  const browser = new Browser(held.current);
  const { accountId } = await browser.signIn();
  return Object.assign(browser, { accountId });
}

async function askChange(browser: Browser, email: string): Promise<{ codeId: string; code: string }> {
  const answer = await browser.call("POST", "/account/email/codes", { email });
  if (answer.status !== 202) throw new Error(`change: ${answer.status} ${await answer.text()}`);
  const { codeId } = (await answer.json()) as { codeId: string };
  return { codeId, code: await mailedCode(held.current, email) };
}

test("a name is changed, without what would garble a page", async () => {
  const browser = await person();
  const answer = await browser.call("PATCH", "/account", { name: " Ada\u202e Lovelace " });
  expect(((await answer.json()) as AccountView).name).toBe("Ada Lovelace");
});

test("an account says in whose name it can act, by which role", async () => {
  const browser = await person();
  const works = await found(held.current, { [browser.accountId]: "operator" });
  const { workspaces } = (await (await browser.call("GET", "/account")).json()) as AccountView;
  expect(workspaces).toEqual([
    { ownerId: browser.accountId, kind: "account", name: "", role: "owner" },
    { ownerId: works, kind: "organisation", name: "Works", role: "operator" },
  ]);
});

test("an address changes by a code sent to the new one; the old one is told and signs in no more", async () => {
  const browser = await person();
  const email = `${crypto.randomUUID()}@people.test`;
  const { codeId, code } = await askChange(browser, email);
  const wrong = await browser.call("POST", "/account/email", { codeId, code: wrongCode(code) });
  expect(await problemCode(wrong)).toEqual([422, "code-refused"]);
  const answer = await browser.call("POST", "/account/email", { codeId, code });
  expect(((await answer.json()) as AccountView).email).toBe(email);
  const told = await held.current.env.DB.prepare("SELECT subject FROM mails WHERE recipient = ? ORDER BY rowid DESC")
    .bind(browser.email)
    .first<{ subject: string }>();
  expect(told?.subject).toMatch(/was changed/);
  expect((await new Browser(held.current).signIn(email)).accountId).toBe(browser.accountId);
  expect((await new Browser(held.current).signIn(browser.email)).accountId).not.toBe(browser.accountId);
});

test("another's address is told to be taken only after its code, and stays theirs", async () => {
  const [one, two] = [await person(), await person()];
  const { codeId, code } = await askChange(one, two.email);
  expect(await problemCode(await one.call("POST", "/account/email", { codeId, code }))).toEqual([409, "email-taken"]);
  expect((await new Browser(held.current).signIn(two.email)).accountId).toBe(two.accountId);
  expect(((await (await one.call("GET", "/account")).json()) as AccountView).email).toBe(one.email);
});

test("a code for one thing or one account does nothing for another", async () => {
  const [one, two] = [await person(), await person()];
  const change = await askChange(one, `${crypto.randomUUID()}@people.test`);
  expect((await two.call("POST", "/account/email", change)).status).toBe(422);
  expect((await two.call("POST", "/session", change)).status).toBe(422);
  const signIn = await one.askCode();
  const code = await mailedCode(held.current, one.email);
  expect((await one.call("POST", "/account/email", { codeId: signIn, code })).status).toBe(422);
});

test("an address of ADMIN_EMAILS makes an administrator only once it is confirmed", async () => {
  const browser = await person();
  const boss = `${crypto.randomUUID()}@people.test`;
  held.current.env.ADMIN_EMAILS = boss;
  const proof = await askChange(browser, boss);
  const before = (await (await browser.call("GET", "/account")).json()) as AccountView;
  expect(before.isAdmin).toBe(false);
  const after = (await (await browser.call("POST", "/account/email", proof)).json()) as AccountView;
  expect(after.isAdmin).toBe(true);
});
