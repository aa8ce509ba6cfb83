import { env } from "cloudflare:workers";
import * as v from "valibot";
import { expect, test } from "vitest";
import type { Problem } from "#contract/problem";
import { type ScanList, scanListSchema, scanViewSchema } from "#contract/scan";
import { join, jpeg } from "../testing/pictures.ts";
import { useSystem } from "../testing/use-system.ts";

const held = useSystem();
const codeOf = async (answer: Response): Promise<string> => ((await answer.json()) as Problem).code;
const objects = async (prefix: string) => (await held.current.env.FILES.list({ prefix })).objects.map((o) => o.key);

test("a scan is created, renamed and shown in the form of the contract", async () => {
  const system = held.current;
  const scanId = await system.newScan("first");
  const renamed = await system.api("PUT", `/scans/${scanId}`, { name: "second", createdAtMs: 1 });
  expect(v.parse(scanViewSchema, await renamed.json())).toMatchObject({
    scanId,
    name: "second",
    state: "draft",
    photoCount: 0,
    job: null,
  });
  const { worker } = await system.running();
  await worker.progress("load");
  await worker.putManifest(await worker.putFiles());
  const scans = v.parse(scanListSchema, await (await system.api("GET", "/scans")).json()).scans;
  expect(scans).toHaveLength(2);
  expect(scans.filter((s) => s.previewUrl?.includes("preview.png"))).toHaveLength(1);
});

test("without a device token, or with a wrong one, nothing is shown", async () => {
  const system = held.current;
  for (const authorization of ["", "Bearer x", `Basic ${system.token}`, `Bearer ${system.token}x`]) {
    const answer = await system.fetch("http://edge.test/api/v1/scans", {
      headers: authorization ? { authorization } : {},
    });
    expect([answer.status, await codeOf(answer)]).toEqual([401, "unauthorized"]);
  }
});

test("the token itself is nowhere in the database", async () => {
  const system = held.current;
  await system.newScan();
  const rows = await system.env.DB.prepare("SELECT * FROM devices").all();
  expect(JSON.stringify(rows)).not.toContain(system.token.slice(3));
});

test("somebody else's scan id cannot be taken over", async () => {
  const scanId = await held.current.newScan("mine");
  const { TestSystem } = await import("../testing/test-system.ts");
  const stranger = new TestSystem();
  const answer = await stranger.api("PUT", `/scans/${scanId}`, { name: "yours", createdAtMs: 1 });
  expect([answer.status, await codeOf(answer)]).toEqual([409, "id-taken"]);
  expect((await held.current.view(scanId)).name).toBe("mine");
});

test("a list is walked page by page, newest first, each scan once, also when new ones come meanwhile", async () => {
  const system = held.current;
  const made: string[] = [];
  for (let i = 0; i < 7; i++) {
    const scanId = crypto.randomUUID();
    await system.api("PUT", `/scans/${scanId}`, { name: `scan ${i}`, createdAtMs: 1000 + Math.floor(i / 2) });
    made.push(scanId);
  }
  const seen: string[] = [];
  let cursor = "";
  do {
    const page = (await (await system.api("GET", `/scans?limit=3${cursor}`)).json()) as ScanList;
    seen.push(...page.scans.map((s) => s.scanId));
    cursor = page.nextCursor ? `&cursor=${encodeURIComponent(page.nextCursor)}` : "";
    await system.newScan("newer");
  } while (cursor);
  expect(seen).toHaveLength(7);
  expect(new Set(seen)).toEqual(new Set(made));
});

test.each(["limit=0", "limit=101", "limit=-1", "limit=1e2", "cursor=x", "cursor=1.../x", "cursor=%00"])(
  "?%s is refused",
  async (query) => {
    expect(await codeOf(await held.current.api("GET", `/scans?${query}`))).toBe("request-invalid");
  },
);

test.each(["..%2f..%2fetc", "%2e%2e", "x".repeat(1025), "__proto__", "00000000-0000-0000-0000-00000000000g"])(
  "%s is no scan id",
  async (id) => {
    const answer = await held.current.api("GET", `/scans/${id}`);
    expect([400, 404]).toContain(answer.status);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
  },
);

test("a deleted scan is gone with its photos, its results and its running job, and says that it was deleted", async () => {
  const system = held.current;
  const scanId = await system.newScan();
  await system.addPhotos(scanId, 2);
  const photos = await system.seedPhotos(scanId, 18);
  const all = [...(await system.view(scanId)).photos.map(({ photoId, sha256 }) => ({ photoId, sha256 }))];
  expect(all).toHaveLength(2 + photos.length);
  const jobId = await system.submit(scanId, all);
  await system.deliver(system.jobsQueue);
  const worker = system.worker();
  await worker.put("part.stl", join("half"));
  expect((await system.api("DELETE", `/scans/${scanId}`)).status).toBe(204);
  await system.deliverAll();
  expect(system.runpod.cancelled).toEqual([worker.run.id]);
  expect([await objects(`scans/${scanId}/`), await objects(`results/${jobId}/`)]).toEqual([[], []]);
  const rows = await system.env.DB.prepare(
    "SELECT (SELECT count(*) FROM photos WHERE scan_id = ?1) + (SELECT count(*) FROM jobs WHERE scan_id = ?1) + (SELECT count(*) FROM attempts WHERE job_id = ?2) AS n",
  )
    .bind(scanId, jobId)
    .first("n");
  expect(rows).toBe(0);
  expect(await codeOf(await system.api("GET", `/scans/${scanId}`))).toBe("scan-deleted");
  expect(await codeOf(await system.putPhoto(scanId, crypto.randomUUID(), jpeg(1)))).toBe("scan-deleted");
  expect(await codeOf(await system.api("PUT", `/scans/${scanId}`, { name: "back", createdAtMs: 1 }))).toBe(
    "scan-deleted",
  );
  expect((await system.api("DELETE", `/scans/${scanId}`)).status).toBe(204);
});

test("a deletion whose sweep message was lost is finished by cron", async () => {
  const system = held.current;
  const scanId = await system.newScan();
  await system.addPhotos(scanId, 2);
  await system.api("DELETE", `/scans/${scanId}`);
  system.sweepQueue.take();
  expect(await objects(`scans/${scanId}/`)).toHaveLength(2);
  await system.cron();
  await system.cron();
  expect(await objects(`scans/${scanId}/`)).toEqual([]);
});

test("deleting and submitting at once leaves either a scan with its job or nothing", async () => {
  const system = held.current;
  const scanId = await system.newScan();
  const photos = await system.seedPhotos(scanId);
  const { submitBody } = await import("../testing/test-system.ts");
  await Promise.all([
    system.api("POST", `/scans/${scanId}/submit`, submitBody(crypto.randomUUID(), photos)),
    system.api("DELETE", `/scans/${scanId}`),
  ]);
  await system.deliverAll();
  expect((await system.api("GET", `/scans/${scanId}`)).status).toBe(410);
  expect(await system.env.DB.prepare("SELECT count(*) AS n FROM jobs WHERE scan_id = ?").bind(scanId).first("n")).toBe(
    0,
  );
  const running = [...system.runpod.jobs.values()].filter((j) => j.status === "IN_QUEUE" || j.status === "IN_PROGRESS");
  expect(running).toEqual([]);
});

test("too many requests are told when to come again", async () => {
  const system = held.current;
  const shut = { ...system.env, REQUESTS_PER_MINUTE: "100", SHIELD: { limit: async () => ({ success: false }) } };
  const answer = await system.api("GET", "/scans", undefined, shut);
  expect([answer.status, answer.headers.get("retry-after"), await codeOf(answer)]).toEqual([429, "30", "rate-limited"]);
});

test("health and metrics answer; metrics only to who has the token", async () => {
  const system = held.current;
  expect(await (await system.fetch("http://edge.test/api/v1/health")).json()).toMatchObject({ ok: true });
  expect((await system.fetch("http://edge.test/metrics")).status).toBe(404);
  await system.newScan();
  const answer = await system.fetch("http://edge.test/metrics", {
    headers: { authorization: `Bearer ${(env as { METRICS_TOKEN?: string }).METRICS_TOKEN}` },
  });
  expect(await answer.text()).toMatch(/^caliper_scans [1-9]\d*$/m);
});

test("what is not there is a problem, not a page", async () => {
  const answer = await held.current.fetch("http://edge.test/api/v2/nothing");
  expect([answer.status, await codeOf(answer)]).toEqual([404, "not-found"]);
  expect(answer.headers.get("x-request-id")).toBeTruthy();
});
