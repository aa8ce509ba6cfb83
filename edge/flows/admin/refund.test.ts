import { expect, test } from "vitest";
import type { QuotaView } from "#contract/plan";
import { sha256Hex } from "../../adapters/digest.ts";
import { type Person, signIn } from "../../testing/people.ts";
import { submitBody, type TestSystem } from "../../testing/test-system.ts";
import { useSystem } from "../../testing/use-system.ts";

const held = useSystem();
const month = 30 * 86_400_000;

async function billed(models: number, overage = 0): Promise<{ s: TestSystem; admin: Person; ownerId: string }> {
  const s = held.current;
  s.env.BILLING = "test";
  const ownerId = await sha256Hex(s.token);
  await s.env.DB.prepare(
    `INSERT INTO allowances (owner_id, plan, models_per_month, overage_models_max, period_from_ms, period_to_ms,
      read_only, updated_at_ms) VALUES (?, 'starter', ?, ?, ?, ?, 0, 1)`,
  )
    .bind(ownerId, models, overage, Date.now() - 1000, Date.now() + month)
    .run();
  const admin = await signIn(s);
  await s.env.DB.prepare("UPDATE accounts SET is_admin = 1 WHERE account_id = ?").bind(admin.accountId).run();
  return { s, admin, ownerId };
}

async function trySubmit(s: TestSystem): Promise<{ status: number; jobId: string }> {
  const scanId = await s.newScan();
  const jobId = crypto.randomUUID();
  const answer = await s.api("POST", `/scans/${scanId}/submit`, submitBody(jobId, await s.seedPhotos(scanId)));
  return { status: answer.status, jobId };
}

async function done(s: TestSystem): Promise<string> {
  const { status, jobId } = await trySubmit(s);
  if (status !== 202) throw new Error(`submit: ${status}`);
  await s.deliver(s.jobsQueue);
  const worker = s.worker();
  await worker.putManifest(await worker.putFiles());
  await worker.callback();
  await s.deliverAll();
  return jobId;
}

const refund = async (admin: Person, jobId: string) => {
  const answer = await admin.api("POST", `/admin/jobs/${jobId}/refund`, { reason: "a mistake of ours" });
  return (await answer.json()) as { given?: string; owedPence?: number; code?: string };
};
const quota = async (s: TestSystem): Promise<QuotaView> => (await s.api("GET", "/quota")).json();
const audited = (s: TestSystem, jobId: string) =>
  s.env.DB.prepare("SELECT count(*) AS n FROM audit_log WHERE subject = ? AND action = 'refund-job'")
    .bind(jobId)
    .first<number>("n");

test("a refunded model can be used again, once, however often and at once it is asked for", async () => {
  const { s, admin } = await billed(1);
  const jobId = await done(s);
  expect((await trySubmit(s)).status).toBe(402);
  const answers = await Promise.all(Array.from({ length: 8 }, () => refund(admin, jobId)));
  expect(answers.filter((a) => a.given === "model")).toHaveLength(1);
  expect(answers.filter((a) => a.code === "nothing-to-refund")).toHaveLength(7);
  expect(await audited(s, jobId)).toBe(1);
  expect((await quota(s)).month).toEqual({ limit: 1, used: 0, held: 0 });
  expect((await trySubmit(s)).status).toBe(202);
  expect((await trySubmit(s)).status).toBe(402);
});

test("a charge on top that Stripe does not know of is withdrawn", async () => {
  const { s, admin } = await billed(1, 1);
  await done(s);
  const jobId = await done(s);
  expect((await quota(s)).overage.models).toBe(1);
  expect(await refund(admin, jobId)).toMatchObject({ given: "charge-withdrawn", owedPence: 0 });
  expect(await quota(s)).toMatchObject({ month: { used: 1 }, overage: { models: 0 } });
});

test("a charge that Stripe may know of is owed, and the quota stays as it is", async () => {
  const { s, admin } = await billed(1, 1);
  await done(s);
  const jobId = await done(s);
  await s.env.DB.prepare("UPDATE meter_events SET tries = 1 WHERE job_id = ?").bind(jobId).run();
  expect(await refund(admin, jobId)).toMatchObject({ given: "owed", owedPence: 60 });
  expect(await quota(s)).toMatchObject({ month: { used: 2 }, overage: { models: 1 } });
  expect((await trySubmit(s)).status).toBe(402);
});

test("after a refund within the quota the next model over it is charged on top again, and no other", async () => {
  const { s, admin } = await billed(1, 3);
  const first = await done(s);
  await done(s);
  await refund(admin, first);
  await done(s);
  expect((await quota(s)).overage.models).toBe(1);
  await done(s);
  expect((await quota(s)).overage.models).toBe(2);
});

test("what was charged in an earlier period is given back in this one", async () => {
  const { s, admin, ownerId } = await billed(1);
  const jobId = await done(s);
  await s.env.DB.prepare("UPDATE allowances SET period_from_ms = period_from_ms + 500 WHERE owner_id = ?")
    .bind(ownerId)
    .run();
  await refund(admin, jobId);
  expect((await quota(s)).month.used).toBe(0);
  expect([(await trySubmit(s)).status, (await trySubmit(s)).status, (await trySubmit(s)).status]).toEqual([
    202, 202, 402,
  ]);
});

test("a job under way, a cancelled one and an unknown one have nothing to give back", async () => {
  const { s, admin } = await billed(5);
  const { jobId } = await trySubmit(s);
  expect((await refund(admin, jobId)).code).toBe("nothing-to-refund");
  await admin.api("POST", `/admin/jobs/${jobId}/cancel`, { reason: "test of a refund" });
  expect((await refund(admin, jobId)).code).toBe("nothing-to-refund");
  expect((await refund(admin, crypto.randomUUID())).code).toBe("not-found");
  expect(await audited(s, jobId)).toBe(0);
});
