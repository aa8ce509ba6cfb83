import { expect, test } from "vitest";
import type { QuotaView } from "#contract/plan";
import { sha256Hex } from "../adapters/digest.ts";
import { type SentPhoto, submitBody, type TestSystem } from "../testing/test-system.ts";
import { useSystem } from "../testing/use-system.ts";

const held = useSystem();
const month = 30 * 86_400_000;

async function billed(allowance?: Partial<Record<"models" | "day" | "overage" | "readOnly", number | null>>) {
  const system = held.current;
  system.env.BILLING = "test";
  if (allowance) {
    const a = { models: 50, day: null, overage: 0, readOnly: 0, ...allowance };
    await system.env.DB.prepare(
      `INSERT INTO allowances (owner_id, plan, models_per_month, models_per_day, overage_models_max, period_from_ms,
        period_to_ms, read_only, updated_at_ms) VALUES (?1, 'starter', ?2, ?3, ?4, ?5, ?6, ?7, 1)`,
    )
      .bind(
        await sha256Hex(system.token),
        a.models,
        a.day,
        a.overage,
        Date.now() - 1000,
        Date.now() + month,
        a.readOnly,
      )
      .run();
  }
  return system;
}

const quota = async (s: TestSystem): Promise<QuotaView> => (await s.api("GET", "/quota")).json();

async function trySubmit(s: TestSystem): Promise<{ status: number; code?: string; scanId: string; jobId: string }> {
  const scanId = await s.newScan();
  const jobId = crypto.randomUUID();
  const answer = await s.api("POST", `/scans/${scanId}/submit`, submitBody(jobId, await s.seedPhotos(scanId)));
  const body = (await answer.json()) as { code?: string };
  return { status: answer.status, ...(body.code ? { code: body.code } : {}), scanId, jobId };
}

/** Many scans with photos, as rows: what is tested are the submits. */
async function seedScans(s: TestSystem, count: number): Promise<{ scanId: string; photos: SentPhoto[] }[]> {
  await s.newScan();
  const scans = Array.from({ length: count }, () => ({
    scanId: crypto.randomUUID() as string,
    photos: Array.from({ length: 20 }, (_, i) => ({
      photoId: crypto.randomUUID(),
      sha256: String(i).padStart(64, "0"),
    })),
  }));
  const [ownerId, all] = [await sha256Hex(s.token), JSON.stringify(scans)];
  await s.env.DB.batch([
    s.env.DB.prepare(
      `INSERT INTO scans (scan_id, owner_id, name, created_at_ms, updated_at_ms)
        SELECT value ->> 'scanId', ?1, 'seeded', 1, 1 FROM json_each(?2)`,
    ).bind(ownerId, all),
    s.env.DB.prepare(
      `INSERT INTO photos (scan_id, photo_id, pass, name, sha256, bytes, format, width_px, height_px, received_at_ms)
        SELECT s.value ->> 'scanId', p.value ->> 'photoId', 0, 'seeded.jpg', p.value ->> 'sha256', 1000, 'jpeg', 1600,
          1200, 1 FROM json_each(?1) s, json_each(s.value, '$.photos') p`,
    ).bind(all),
  ]);
  return scans;
}

async function finish(s: TestSystem): Promise<void> {
  await s.deliver(s.jobsQueue);
  const worker = s.worker();
  await worker.putManifest(await worker.putFiles());
  await worker.callback();
  await s.deliverAll();
  await s.cronAt(Date.now());
}

test("200 submits at once at a quota of 50 give exactly 50", async () => {
  const s = await billed({ models: 50 });
  const answers = await Promise.all(
    (await seedScans(s, 200)).map(({ scanId, photos }) =>
      s.api("POST", `/scans/${scanId}/submit`, submitBody(crypto.randomUUID(), photos)),
    ),
  );
  expect(answers.filter((a) => a.status === 202)).toHaveLength(50);
  expect(answers.filter((a) => a.status === 402)).toHaveLength(150);
  expect((await quota(s)).month).toEqual({ limit: 50, used: 0, held: 50 });
});

test("without a subscription three models are free; a fourth is refused with its reason and the scan is kept", async () => {
  const s = await billed();
  for (let i = 0; i < 3; i++) expect((await trySubmit(s)).status).toBe(202);
  const fourth = await trySubmit(s);
  expect(fourth).toMatchObject({ status: 402, code: "trial-used" });
  expect((await s.view(fourth.scanId)).photos).toHaveLength(20);
  expect((await quota(s)).refusal).toBe("trial-used");
});

test("a cancelled scan is not charged, exactly once", async () => {
  const s = await billed({ models: 1 });
  const { scanId } = await trySubmit(s);
  expect((await trySubmit(s)).code).toBe("quota-used");
  await Promise.all([1, 2, 3].map(() => s.api("POST", `/scans/${scanId}/cancel`)));
  expect((await quota(s)).month).toEqual({ limit: 1, used: 0, held: 0 });
  expect((await trySubmit(s)).status).toBe(202);
});

test("a model over the quota is metered, up to the cap", async () => {
  const s = await billed({ models: 1, overage: 1 });
  for (let i = 0; i < 2; i++) {
    expect((await trySubmit(s)).status).toBe(202);
    await finish(s);
  }
  expect((await trySubmit(s)).code).toBe("spending-cap-reached");
  const view = await quota(s);
  expect(view.month).toEqual({ limit: 1, used: 2, held: 0 });
  expect(view.overage).toEqual({ models: 1, pence: 60, capPence: 60, pencePerModel: 60 });
});

test("more photos for a part that was paid for are not another model", async () => {
  const s = await billed({ models: 5 });
  const scanId = await s.newScan();
  const photos = await s.seedPhotos(scanId, 24);
  await s.submit(scanId, photos.slice(0, 20));
  await finish(s);
  await s.submit(scanId, photos);
  await finish(s);
  expect((await quota(s)).month).toEqual({ limit: 5, used: 1, held: 0 });
});

test("the day's limit and an unpaid plan refuse, each with its own reason", async () => {
  const s = await billed({ day: 1 });
  expect((await trySubmit(s)).status).toBe(202);
  expect(await trySubmit(s)).toMatchObject({ status: 429, code: "day-used" });
  await s.env.DB.prepare("UPDATE allowances SET read_only = 1 WHERE owner_id = ?")
    .bind(await sha256Hex(s.token))
    .run();
  expect(await trySubmit(s)).toMatchObject({ status: 402, code: "plan-read-only" });
});

test("after the grace of a failed payment nothing new is taken, at that very moment", async () => {
  const s = await billed({ models: 5 });
  const graceEnds = (atMs: number) =>
    sha256Hex(s.token).then((owner) =>
      s.env.DB.prepare("UPDATE allowances SET grace_until_ms = ? WHERE owner_id = ?").bind(atMs, owner).run(),
    );
  await graceEnds(Date.now() + 60_000);
  expect((await trySubmit(s)).status).toBe(202);
  await graceEnds(Date.now() - 1);
  expect((await trySubmit(s)).code).toBe("plan-read-only");
});

test("a larger plan bought in mid-period adds its models to those that were metered", async () => {
  const s = await billed({ models: 1, overage: 1 });
  for (let i = 0; i < 2; i++) {
    await trySubmit(s);
    await finish(s);
  }
  await s.env.DB.prepare("UPDATE allowances SET models_per_month = 3 WHERE owner_id = ?")
    .bind(await sha256Hex(s.token))
    .run();
  for (let i = 0; i < 2; i++) {
    expect((await trySubmit(s)).status).toBe(202);
    await finish(s);
  }
  // Four captured, one of them metered: the three of the plan are used, and the cap as well.
  expect((await quota(s)).overage.models).toBe(1);
  expect((await trySubmit(s)).code).toBe("spending-cap-reached");
});
