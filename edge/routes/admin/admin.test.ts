import * as v from "valibot";
import { expect, test } from "vitest";
import type { AdminMoney, AdminQuality, AdminScan, AdminUser, AdminWork, AuditEntry } from "#contract/admin";
import * as admin from "#contract/admin";
import { type Person, signIn } from "../../testing/people.ts";
import { submitBody, type TestSystem } from "../../testing/test-system.ts";
import { useSystem } from "../../testing/use-system.ts";

const held = useSystem();

async function administrator(s: TestSystem = held.current): Promise<Person> {
  const person = await signIn(s);
  await s.env.DB.prepare("UPDATE accounts SET is_admin = 1 WHERE account_id = ?").bind(person.accountId).run();
  return person;
}

const auditOf = async (who: Person, subject: string): Promise<AuditEntry[]> =>
  (
    (await (await who.api("GET", `/admin/audit?subject=${encodeURIComponent(subject)}`)).json()) as {
      entries: AuditEntry[];
    }
  ).entries;

async function failed(s: TestSystem): Promise<{ scanId: string; jobId: string }> {
  const { scanId, jobId, worker } = await s.running();
  const failure = { code: "no-object", detail: "nothing there", retryable: false } as const;
  await worker.progress("load");
  await worker.putManifest(await worker.putFiles(["report.json"], "failed", failure));
  await worker.callback();
  await s.deliverAll();
  return { scanId, jobId };
}

test("a person is found by e-mail, name or id, and shown with what they have", async () => {
  const who = await administrator();
  const sought = await signIn(held.current);
  for (const text of [sought.email.toUpperCase(), sought.accountId, sought.email.slice(0, 30)]) {
    const answer = await who.api("GET", `/admin/users?search=${encodeURIComponent(text)}`);
    const list = v.parse(admin.adminUserListSchema, await answer.json());
    expect(
      list.users.map((u) => u.accountId),
      text,
    ).toEqual([sought.accountId]);
  }
  const seen: AdminUser = await (await who.api("GET", `/admin/users/${sought.accountId}`)).json();
  expect(v.parse(admin.adminUserSchema, seen)).toMatchObject({ sessions: 1, plan: "trial", isAdmin: false });
  expect((await who.api("GET", `/admin/users/${crypto.randomUUID()}`)).status).toBe(404);
});

test("a long search does not break", async () => {
  const answer = await (await administrator()).api("GET", `/admin/users?search=${"%_\\".repeat(60)}`);
  expect([answer.status, await answer.json()]).toEqual([200, { users: [], nextCursor: null }]);
});

test("lists go on where they stopped, without gap or repetition", async () => {
  const who = await administrator();
  const people = await Promise.all(Array.from({ length: 5 }, () => signIn(held.current)));
  const domain = "people.test";
  const seen: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const path: string = `/admin/users?search=${domain}&limit=3${cursor ? `&cursor=${cursor}` : ""}`;
    const page = v.parse(admin.adminUserListSchema, await (await who.api("GET", path)).json());
    seen.push(...page.users.map((u) => u.accountId));
    cursor = page.nextCursor;
  }
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen).toEqual(expect.arrayContaining(people.map((p) => p.accountId)));
});

test("who is signed out by an administrator is out at once, with the reason in the audit log", async () => {
  const who = await administrator();
  const person = await signIn(held.current);
  expect((await who.api("POST", `/admin/users/${person.accountId}/sign-out`, { reason: "lost phone" })).status).toBe(
    204,
  );
  expect((await person.api("GET", "/account")).status).toBe(401);
  expect(await auditOf(who, person.accountId)).toMatchObject([
    { action: "sign-out-user", accountId: who.accountId, detail: { reason: "lost phone" } },
  ]);
});

test("an administrator is made and unmade; doing it twice is written down once", async () => {
  const who = await administrator();
  const person = await signIn(held.current);
  const path = `/admin/users/${person.accountId}`;
  expect((await person.api("GET", "/admin/work")).status).toBe(403);
  for (let i = 0; i < 2; i++) expect((await who.api("PATCH", path, { isAdmin: true })).status).toBe(200);
  expect((await person.api("GET", "/admin/work")).status).toBe(200);
  expect(await auditOf(who, person.accountId)).toHaveLength(1);
  expect((await person.api("PATCH", path, { isAdmin: false })).status).toBe(200);
  expect((await person.api("GET", "/admin/work")).status).toBe(403);
});

test("the last administrator stays one", async () => {
  const who = await administrator();
  await held.current.env.DB.prepare("UPDATE accounts SET is_admin = 0 WHERE account_id <> ?").bind(who.accountId).run();
  const answer = await who.api("PATCH", `/admin/users/${who.accountId}`, { isAdmin: false });
  expect(await answer.json()).toMatchObject({ code: "last-admin" });
  expect(await auditOf(who, who.accountId)).toEqual([]);
});

test("a failed scan is seen with its attempts, stages and ledger, and run again", async () => {
  const s = held.current;
  const who = await administrator();
  const { scanId, jobId } = await failed(s);
  const seen = v.parse(admin.adminScanSchema, await (await who.api("GET", `/admin/scans/${scanId}`)).json());
  expect(seen).toMatchObject({ state: "failed", code: "no-object", photos: 20 });
  expect(seen.progress.map((p) => p.stage)).toEqual(["load"]);
  expect(seen.jobs[0]?.attempts).toHaveLength(1);
  expect(seen.jobs[0]?.ledger.map((e) => e.kind)).toEqual(["hold", "release"]);
  const newJobId = crypto.randomUUID();
  for (let i = 0; i < 2; i++) {
    const again: AdminScan = await (await who.api("POST", `/admin/jobs/${jobId}/retry`, { jobId: newJobId })).json();
    expect(again.jobs.map((j) => [j.jobId, j.state])).toEqual([
      [newJobId, "queued"],
      [jobId, "failed"],
    ]);
  }
  expect(await auditOf(who, jobId)).toMatchObject([{ action: "retry-job", detail: { newJobId, scanId } }]);
  const refused = await who.api("POST", `/admin/jobs/${newJobId}/retry`, { jobId: crypto.randomUUID() });
  expect(await refused.json()).toMatchObject({ code: "job-not-retryable" });
});

test("a job under way is cancelled, and that is written down in its batch", async () => {
  const s = held.current;
  const who = await administrator();
  const { jobId } = await s.running();
  const path = `/admin/jobs/${jobId}/cancel`;
  for (let i = 0; i < 2; i++) expect((await who.api("POST", path, { reason: "stuck for hours" })).status).toBe(200);
  expect(await auditOf(who, jobId)).toMatchObject([{ action: "cancel-job", detail: { reason: "stuck for hours" } }]);
  expect((await who.api("POST", path, { reason: "" })).status).toBe(400);
});

test("scans are filtered by state, owner and name", async () => {
  const s = held.current;
  const who = await administrator();
  const name = `bracket ${crypto.randomUUID()}`;
  const scanId = await s.newScan(name);
  const { scanId: other } = await failed(s);
  const ids = async (query: string): Promise<string[]> =>
    v
      .parse(admin.adminScanListSchema, await (await who.api("GET", `/admin/scans?${query}`)).json())
      .scans.map((x) => x.scanId);
  expect(await ids(`search=${encodeURIComponent(name.toUpperCase())}`)).toEqual([scanId]);
  expect(await ids("state=failed")).toContain(other);
  expect(await ids("state=failed")).not.toContain(scanId);
  expect(await ids(`owner=${crypto.randomUUID()}`)).toEqual([]);
  expect((await who.api("GET", "/admin/scans?state=odd")).status).toBe(400);
});

test("a spreadsheet takes no name for a formula", async () => {
  const s = held.current;
  const who = await administrator();
  const mark = crypto.randomUUID();
  await s.newScan(`=HYPERLINK("https://evil.example","${mark}")`);
  const answer = await who.api("GET", `/admin/scans.csv?search=${mark}`);
  expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  expect(answer.headers.get("content-disposition")).toContain("attachment");
  const text = await answer.text();
  expect(text.split("\r\n")[0]).toMatch(/^scanId,ownerId,/);
  expect(text).toContain(`"'=HYPERLINK(""https://evil.example"",""${mark}"")"`);
});

test("work shows queues, living jobs, and RunPod's health while it answers", async () => {
  const s = held.current;
  const who = await administrator();
  await s.running();
  const work: AdminWork = v.parse(admin.adminWorkSchema, await (await who.api("GET", "/admin/work")).json());
  expect(work.jobs.queued + work.jobs.running).toBe(1);
  expect(work.attempts).toEqual({ sent: 1 });
  expect(work.gpu?.workers).toEqual({ idle: 1, running: 0 });
  s.runpod.statusIsDown = true;
  expect(((await (await who.api("GET", "/admin/work")).json()) as AdminWork).gpu).toBeNull();
});

test("money counts subscribers by plan, what they bring a month, and who left", async () => {
  const s = held.current;
  const who = await administrator();
  const see = async (): Promise<AdminMoney> =>
    v.parse(admin.adminMoneySchema, await (await who.api("GET", "/admin/money")).json());
  const before = await see();
  const add = (plan: string, status: string) =>
    s.env.DB.prepare(
      `INSERT INTO subscriptions (owner_id, stripe_subscription_id, plan, status, period_from_ms, period_to_ms,
        cancel_at_period_end, updated_at_ms) VALUES (?1, ?1, ?2, ?3, 1, 2, 0, ?4)`,
    )
      .bind(crypto.randomUUID(), plan, status, Date.now())
      .run();
  await add("starter", "active");
  await add("professional", "past_due");
  await add("starter", "canceled");
  const after = await see();
  expect(after.subscribers - before.subscribers).toBe(2);
  expect(after.mrrPence - before.mrrPence).toBe(2_900 + 9_900);
  expect(after.churn.ended - before.churn.ended).toBe(1);
  expect(after.churn.share).toBeCloseTo(after.churn.ended / (after.churn.ended + after.subscribers), 9);
});

test("quality counts results by day, and what the newest reports say", async () => {
  const s = held.current;
  const who = await administrator();
  await failed(s);
  const { worker } = await s.running();
  const report = JSON.stringify({ solid: { valid: true, closed: true }, mesh: { watertight: false } });
  await worker.putManifest(await worker.putFiles(undefined, "analytic", null, { "report.json": report }));
  await worker.callback();
  await s.deliverAll();
  await who.api("PUT", "/admin/gpu-price", { pencePerHour: 3600 });
  const quality: AdminQuality = v.parse(
    admin.adminQualitySchema,
    await (await who.api("GET", "/admin/quality?days=2")).json(),
  );
  expect(quality.days.at(-1)).toMatchObject({
    ...{ done: 1, failed: 1, successShare: 0.5, analytic: 1, withStep: 1, withStl: 1 },
    ...{ minutesMean: 0.2, costPenceMean: 12 },
  });
  expect(quality.failures).toEqual([{ code: "no-object", count: 1 }]);
  expect(quality.checked).toEqual({ reports: 1, stepValid: 1, stepClosed: 1, meshWatertight: 0 });
  const text = await (await who.api("GET", "/admin/quality.csv?days=2")).text();
  expect(text.split("\r\n")).toHaveLength(3);
});

test("a price is set for everybody who looks, with the table before it in the log", async () => {
  const who = await administrator();
  const { table } = v.parse(admin.adminPricesSchema, await (await who.api("GET", "/admin/prices")).json());
  const dearer = { ...table, overagePencePerModel: 75 };
  expect((await who.api("PUT", "/admin/prices", { ...dearer, currency: "eur" })).status).toBe(400);
  expect(await (await who.api("PUT", "/admin/prices", dearer)).json()).toMatchObject({
    table: dearer,
    updatedBy: who.accountId,
  });
  expect((await auditOf(who, "price-table"))[0]?.detail).toEqual({ from: null, to: dearer });
  const back = v.parse(admin.adminPricesSchema, await (await who.api("DELETE", "/admin/prices")).json());
  expect(back).toEqual({ table, updatedAtMs: null, updatedBy: null });
});

test("what is switched off is off until it is switched on", async () => {
  const s = held.current;
  const who = await administrator();
  const scanId = await s.newScan();
  const photos = await s.seedPhotos(scanId);
  const submit = () => s.api("POST", `/scans/${scanId}/submit`, submitBody(crypto.randomUUID(), photos));
  expect((await who.api("PUT", "/admin/switches/submissions", { on: false })).status).toBe(200);
  const refused = await submit();
  expect([refused.status, await refused.json()]).toMatchObject([503, { code: "service-paused", retry: "later" }]);
  expect((await who.api("PUT", "/admin/switches/submissions", { on: true })).status).toBe(200);
  expect((await submit()).status).toBe(202);
  expect((await who.api("PUT", "/admin/switches/everything", { on: true })).status).toBe(400);
  expect(await auditOf(who, "switch:submissions")).toHaveLength(2);
});
