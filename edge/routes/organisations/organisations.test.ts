import { expect, test } from "vitest";
import type { MemberList, OrganisationView } from "#contract/organisation";
import { openDb } from "../../db/client.ts";
import { brandOf } from "../../db/organisations.ts";
import { found, type Person, signIn } from "../../testing/people.ts";
import { jpeg, png } from "../../testing/pictures.ts";
import type { TestSystem } from "../../testing/test-system.ts";
import { useSystem } from "../../testing/use-system.ts";

const held = useSystem();
const said = async (answer: Response) => [answer.status, ((await answer.json()) as { code?: string }).code];

async function founded(owner: Person): Promise<string> {
  const id = crypto.randomUUID();
  const answer = await owner.api("PUT", `/organisations/${id}`, { name: " Works ", createdAtMs: 5 });
  expect(answer.status).toBe(201);
  return id;
}

/** Invites and answers the token in the mail. */
async function invited(s: TestSystem, owner: Person, org: string, email: string, role = "operator"): Promise<string> {
  const path = `/organisations/${org}/invitations/${crypto.randomUUID()}`;
  expect((await owner.api("PUT", path, { email, role }, org)).status).toBe(201);
  const mail = await s.env.DB.prepare("SELECT body FROM mails WHERE recipient = ? ORDER BY rowid DESC")
    .bind(email.toLowerCase())
    .first<{ body: string }>();
  return /#(ci_[A-Za-z0-9_-]{43})/.exec(mail?.body ?? "")?.[1] ?? "no token in the mail";
}

const accept = (who: Person, token: string) => who.api("POST", "/invitations/accept", { token });
const roles = async (who: Person, org: string) => {
  const list = (await (await who.api("GET", `/organisations/${org}/members`, undefined, org)).json()) as MemberList;
  return Object.fromEntries(list.members.map((m) => [m.accountId, m.role]));
};

test("whoever makes an organisation owns it, may rename it, and finds it in the list", async () => {
  const s = held.current;
  const ada = await signIn(s);
  const org = await founded(ada);
  const again = await ada.api("PUT", `/organisations/${org}`, { name: "Works Ltd", createdAtMs: 5 });
  expect([again.status, (await again.json()) as OrganisationView]).toMatchObject([
    200,
    { organisationId: org, name: "Works Ltd", role: "owner", members: 1, brand: null, createdAtMs: 5 },
  ]);
  const list = (await (await ada.api("GET", "/organisations")).json()) as { organisations: OrganisationView[] };
  expect(list.organisations.map((o) => o.organisationId)).toEqual([org]);
  const stranger = await signIn(s);
  const taken = await stranger.api("PUT", `/organisations/${org}`, { name: "Mine", createdAtMs: 5 });
  expect(await said(taken)).toEqual([409, "id-taken"]);
  expect(
    await said(await stranger.api("PUT", `/organisations/${ada.accountId}`, { name: "x", createdAtMs: 1 })),
  ).toEqual([409, "id-taken"]);
});

test("an account owns ten organisations at most, also when it asks for eleven at once", async () => {
  const s = held.current;
  const ada = await signIn(s);
  const put = () => ada.api("PUT", `/organisations/${crypto.randomUUID()}`, { name: "x", createdAtMs: 1 });
  const statuses = (await Promise.all(Array.from({ length: 11 }, put))).map((a) => a.status);
  expect(statuses.filter((n) => n === 201)).toHaveLength(10);
  expect(await said(await put())).toEqual([409, "organisations-too-many"]);
});

test("an organisation brings no free models of its own", async () => {
  const s = held.current;
  s.env.BILLING = "test";
  const ada = await signIn(s);
  const org = await founded(ada);
  const quota = (await (await ada.api("GET", "/quota", undefined, org)).json()) as { refusal: string };
  expect(quota.refusal).toBe("trial-used");
});

test("an invited person joins with the role, once, and only by the address it was sent to", async () => {
  const s = held.current;
  const [ada, bob, eve] = await Promise.all([signIn(s), signIn(s), signIn(s)]);
  const org = await founded(ada);
  const token = await invited(s, ada, org, bob.email.toUpperCase(), "viewer");
  expect(await said(await accept(eve, token))).toEqual([403, "invitation-for-another"]);
  const answers = await Promise.all([accept(bob, token), accept(bob, token)]);
  expect(answers.map((a) => a.status).toSorted()).toEqual([200, 410]);
  expect(await said(await accept(bob, token))).toEqual([410, "invitation-invalid"]);
  expect(await roles(bob, org)).toEqual({ [ada.accountId]: "owner", [bob.accountId]: "viewer" });
  const stored = await s.env.DB.prepare("SELECT token_sha256 FROM invitations WHERE owner_id = ?").bind(org).first();
  expect(JSON.stringify(stored)).not.toContain(token);
});

test("a removed member cannot come back by the old invitation", async () => {
  const s = held.current;
  const [ada, bob] = await Promise.all([signIn(s), signIn(s)]);
  const org = await founded(ada);
  const token = await invited(s, ada, org, bob.email);
  await accept(bob, token);
  expect((await ada.api("DELETE", `/organisations/${org}/members/${bob.accountId}`, undefined, org)).status).toBe(204);
  expect(await said(await accept(bob, token))).toEqual([410, "invitation-invalid"]);
  expect((await bob.api("GET", "/scans", undefined, org)).status).toBe(401);
});

test("an invitation ends after seven days, when withdrawn, and when another is sent to that address", async () => {
  const s = held.current;
  const [ada, bob] = await Promise.all([signIn(s), signIn(s)]);
  const org = await founded(ada);
  const first = await invited(s, ada, org, bob.email);
  const second = await invited(s, ada, org, bob.email);
  expect(await said(await accept(bob, first))).toEqual([410, "invitation-invalid"]);
  const list = (await (await ada.api("GET", `/organisations/${org}/members`, undefined, org)).json()) as MemberList;
  expect(list.invitations.map((i) => [i.email, i.expiresAtMs - i.createdAtMs])).toEqual([[bob.email, 604_800_000]]);
  const invitationId = list.invitations[0]?.invitationId;
  await ada.api("DELETE", `/organisations/${org}/invitations/${invitationId}`, undefined, org);
  expect(await said(await accept(bob, second))).toEqual([410, "invitation-invalid"]);
  const third = await invited(s, ada, org, bob.email);
  await s.env.DB.prepare("UPDATE invitations SET expires_at_ms = ? WHERE owner_id = ?").bind(Date.now(), org).run();
  expect(await said(await accept(bob, third))).toEqual([410, "invitation-invalid"]);
});

test("the same invitation again sends no second mail", async () => {
  const s = held.current;
  const ada = await signIn(s);
  const org = await founded(ada);
  const path = `/organisations/${org}/invitations/${crypto.randomUUID()}`;
  const email = `${crypto.randomUUID()}@people.test`;
  const answers = [];
  for (let i = 0; i < 2; i++) answers.push((await ada.api("PUT", path, { email, role: "viewer" }, org)).status);
  expect(answers).toEqual([201, 200]);
  expect(await said(await ada.api("PUT", path, { email, role: "owner" }, org))).toEqual([409, "id-taken"]);
  expect(await s.env.DB.prepare("SELECT count(*) AS n FROM mails WHERE recipient = ?").bind(email).first("n")).toBe(1);
});

test("nobody is sent more than three invitations a day by one organisation, also when they are withdrawn", async () => {
  const s = held.current;
  const ada = await signIn(s);
  const org = await founded(ada);
  const email = `${crypto.randomUUID()}@people.test`;
  const statuses = [];
  for (let i = 0; i < 4; i++) {
    const path = `/organisations/${org}/invitations/${crypto.randomUUID()}`;
    statuses.push((await ada.api("PUT", path, { email, role: "viewer" }, org)).status);
    await ada.api("DELETE", path, undefined, org);
  }
  expect(statuses).toEqual([201, 201, 201, 429]);
  expect(await s.env.DB.prepare("SELECT count(*) AS n FROM mails WHERE recipient = ?").bind(email).first("n")).toBe(3);
});

test("the last owner can neither leave nor step down; a second owner makes both possible", async () => {
  const s = held.current;
  const [ada, bob] = await Promise.all([signIn(s), signIn(s)]);
  const org = await found(s, { [ada.accountId]: "owner", [bob.accountId]: "operator" });
  const own = `/organisations/${org}/members/${ada.accountId}`;
  expect(await said(await ada.api("POST", `/organisations/${org}/leave`))).toEqual([409, "last-owner"]);
  expect(await said(await ada.api("PUT", own, { role: "viewer" }, org))).toEqual([409, "last-owner"]);
  expect(await said(await ada.api("DELETE", own, undefined, org))).toEqual([409, "last-owner"]);
  await ada.api("PUT", `/organisations/${org}/members/${bob.accountId}`, { role: "owner" }, org);
  expect((await ada.api("POST", `/organisations/${org}/leave`)).status).toBe(204);
  expect(await roles(bob, org)).toEqual({ [bob.accountId]: "owner" });
});

test("two owners who demote or remove each other at once leave one", async () => {
  const s = held.current;
  for (const act of ["PUT", "DELETE", "leave"] as const) {
    const [ada, bob] = await Promise.all([signIn(s), signIn(s)]);
    const org = await found(s, { [ada.accountId]: "owner", [bob.accountId]: "owner" });
    const against = (by: Person, other: Person) =>
      act === "leave"
        ? by.api("POST", `/organisations/${org}/leave`)
        : by.api(
            act,
            `/organisations/${org}/members/${other.accountId}`,
            act === "PUT" ? { role: "viewer" } : undefined,
            org,
          );
    const statuses = (await Promise.all([against(ada, bob), against(bob, ada)])).map((a) => a.status);
    expect(statuses.filter((n) => n < 300)).toHaveLength(1);
    const owners = await s.env.DB.prepare("SELECT count(*) AS n FROM members WHERE owner_id = ? AND role = 'owner'")
      .bind(org)
      .first("n");
    expect(owners).toBe(1);
  }
});

test("a key ends with the membership of who made it", async () => {
  const s = held.current;
  const [ada, bob] = await Promise.all([signIn(s), signIn(s)]);
  const org = await found(s, { [ada.accountId]: "owner", [bob.accountId]: "owner" });
  await s.env.DB.prepare(
    `INSERT INTO api_keys (key_id, owner_id, created_by, name, prefix, secret_sha256, scopes, created_at_ms)
      VALUES (?1, ?2, ?3, 'k', 'ck_', ?1, '[]', 1)`,
  )
    .bind(crypto.randomUUID(), org, bob.accountId)
    .run();
  const revoked = () =>
    s.env.DB.prepare("SELECT revoked_at_ms AS n FROM api_keys WHERE owner_id = ?").bind(org).first("n");
  await ada.api("PUT", `/organisations/${org}/members/${ada.accountId}`, { role: "owner" }, org);
  expect(await revoked()).toBeNull();
  await ada.api("PUT", `/organisations/${org}/members/${bob.accountId}`, { role: "operator" }, org);
  expect(await revoked()).not.toBeNull();
});

test("members share the organisation's scans; a viewer looks, and cannot submit", async () => {
  const s = held.current;
  const [ada, bob, vera] = await Promise.all([signIn(s), signIn(s), signIn(s)]);
  const org = await found(s, { [ada.accountId]: "owner", [bob.accountId]: "operator", [vera.accountId]: "viewer" });
  const scanId = crypto.randomUUID();
  expect((await bob.api("PUT", `/scans/${scanId}`, { name: "a lever", createdAtMs: 1 }, org)).status).toBe(200);
  const photos = await s.seedPhotos(scanId);
  const submit = { jobId: crypto.randomUUID(), photos, options: { scale: { mat: "auto" }, quality: "draft" } };
  expect(await said(await vera.api("POST", `/scans/${scanId}/submit`, submit, org))).toEqual([403, "forbidden"]);
  expect((await vera.api("GET", `/scans/${scanId}`, undefined, org)).status).toBe(200);
  expect((await ada.api("POST", `/scans/${scanId}/submit`, submit, org)).status).toBe(202);
  expect((await bob.api("GET", `/scans/${scanId}`)).status).toBe(404);
  expect(
    await said(await bob.api("PUT", `/organisations/${org}/members/${bob.accountId}`, { role: "owner" }, org)),
  ).toEqual([403, "forbidden"]);
});

test("another organisation's members are as if they were not there", async () => {
  const s = held.current;
  const [ada, eve] = await Promise.all([signIn(s), signIn(s)]);
  const org = await found(s, { [ada.accountId]: "owner" });
  const elsewhere = await found(s, { [eve.accountId]: "owner" });
  const path = `/organisations/${org}/members`;
  expect((await eve.api("GET", path, undefined, elsewhere)).status).toBe(404);
  expect((await eve.api("GET", path, undefined, org)).status).toBe(401);
  expect((await eve.api("DELETE", `${path}/${ada.accountId}`, undefined, elsewhere)).status).toBe(404);
  expect(await said(await eve.api("POST", `/organisations/${org}/leave`))).toEqual([404, "not-found"]);
});

test("where plans are billed, members and an own look need Enterprise", async () => {
  const s = held.current;
  s.env.BILLING = "test";
  const ada = await signIn(s);
  const org = await founded(ada);
  const invitation = `/organisations/${org}/invitations/${crypto.randomUUID()}`;
  const brand = { name: "Works", accent: { light: "#1d3a8a", dark: "#9db7ff" }, supportEmail: null };
  const email = `${crypto.randomUUID()}@people.test`;
  const tries = () => [
    ada.api("PUT", invitation, { email, role: "viewer" }, org),
    ada.api("PUT", `/organisations/${org}/brand`, brand, org),
    ada.api("PUT", `/batches/${crypto.randomUUID()}`, { name: "b", createdAtMs: 1 }, org),
  ];
  for (const answer of await Promise.all(tries())) expect(await said(answer)).toEqual([402, "plan-too-small"]);
  await s.env.DB.prepare("UPDATE allowances SET plan = 'enterprise' WHERE owner_id = ?").bind(org).run();
  expect((await Promise.all(tries())).map((a) => a.status)).toEqual([201, 200, 200]);
});

test("an organisation is deleted only when it holds no scans", async () => {
  const s = held.current;
  const ada = await signIn(s);
  const org = await founded(ada);
  const scanId = crypto.randomUUID();
  await ada.api("PUT", `/scans/${scanId}`, { name: "x", createdAtMs: 1 }, org);
  const path = `/organisations/${org}`;
  expect(await said(await ada.api("DELETE", path, undefined, org))).toEqual([409, "organisation-not-empty"]);
  await ada.api("DELETE", `/scans/${scanId}`, undefined, org);
  expect((await ada.api("DELETE", path, undefined, org)).status).toBe(204);
  const left = await s.env.DB.prepare(
    "SELECT (SELECT count(*) FROM owners WHERE owner_id = ?1) + (SELECT count(*) FROM members WHERE owner_id = ?1) AS n",
  )
    .bind(org)
    .first("n");
  expect(left).toBe(0);
});

test("a look is shown to anybody, with a logo that is what its bytes say", async () => {
  const s = held.current;
  const ada = await signIn(s);
  const org = await found(s, { [ada.accountId]: "owner" });
  const brand = { name: "Works", accent: { light: "#1d3a8a", dark: "#9db7ff" }, supportEmail: "help@works.example" };
  const anybody = (path: string) => s.fetch(`http://edge.test/api/v1${path}`);
  expect((await anybody(`/brand/${org}`)).status).toBe(404);
  expect((await ada.api("PUT", `/organisations/${org}/brand`, brand, org)).status).toBe(200);
  const putLogo = (bytes: Uint8Array<ArrayBuffer>) =>
    s.fetch(`http://edge.test/api/v1/organisations/${org}/brand/logo`, {
      method: "PUT",
      body: bytes,
      headers: { cookie: ada.cookie, origin: "http://edge.test", "x-caliper-workspace": org },
    });
  const logo = png(1, { widthPx: 300, heightPx: 100 });
  expect((await putLogo(logo)).status).toBe(200);
  const svg = new TextEncoder().encode(
    "<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
  ) as Uint8Array<ArrayBuffer>;
  const unfit = [svg, jpeg(1), png(1, { widthPx: 2049, heightPx: 10 }), new Uint8Array(256 * 1024 + 1)];
  for (const bytes of unfit) expect(await said(await putLogo(bytes))).toEqual([422, "logo-unfit"]);
  const shown = (await (await anybody(`/brand/${org}`)).json()) as { logoUrl: string };
  expect(shown).toMatchObject(brand);
  const picture = await s.fetch(shown.logoUrl);
  expect(picture.headers.get("content-type")).toBe("image/png");
  expect(new Uint8Array(await picture.arrayBuffer())).toEqual(logo);
  expect((await brandOf(openDb(s.env.DB), org))?.name).toBe("Works");
  expect((await ada.api("DELETE", `/organisations/${org}/brand`, undefined, org)).status).toBe(204);
  expect([(await anybody(`/brand/${org}`)).status, (await s.fetch(shown.logoUrl)).status]).toEqual([404, 404]);
});

test("a colour that cannot be read on one of the themes is refused", async () => {
  const s = held.current;
  const ada = await signIn(s);
  const org = await found(s, { [ada.accountId]: "owner" });
  const put = (light: string, dark: string) =>
    ada.api("PUT", `/organisations/${org}/brand`, { name: "W", accent: { light, dark }, supportEmail: null }, org);
  expect(await said(await put("#9db7ff", "#9db7ff"))).toEqual([422, "colour-illegible"]);
  expect(await said(await put("#1d3a8a", "#1d3a8a"))).toEqual([422, "colour-illegible"]);
  expect((await put("red", "#9db7ff")).status).toBe(400);
});

test("an invitation speaks in the organisation's own name", async () => {
  const s = held.current;
  const ada = await signIn(s);
  const org = await founded(ada);
  const brand = {
    name: "MeasureCo",
    accent: { light: "#1d3a8a", dark: "#9db7ff" },
    supportEmail: "help@works.example",
  };
  await ada.api("PUT", `/organisations/${org}/brand`, brand, org);
  const email = `${crypto.randomUUID()}@people.test`;
  await invited(s, ada, org, email);
  const mail = await s.env.DB.prepare("SELECT subject, body FROM mails WHERE recipient = ?").bind(email).first<{
    subject: string;
    body: string;
  }>();
  expect(mail?.subject).toBe("Works invites you to MeasureCo");
  expect(mail?.body).toContain("Questions: help@works.example");
  expect(mail?.body).not.toContain("Caliper");
});
