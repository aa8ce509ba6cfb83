import { expect, test } from "vitest";
import { attemptPrefix, resultKey } from "../domain/storage-keys.ts";
import { failing } from "../testing/failing.ts";
import { join } from "../testing/pictures.ts";
import { useSystem } from "../testing/use-system.ts";

const held = useSystem();
const day = 24 * 3_600_000;
const keys = async (prefix: string) => (await held.current.env.FILES.list({ prefix })).objects.map((o) => o.key);
/** The orphan sweep takes a page a run; the bucket is shared with the other tests. */
async function sweepAll(nowMs: number) {
  for (let i = 0; i < 20; i++) await held.current.cronAt(nowMs);
}

test("skipped, doubled or at once, cron leads to the same outcome", async () => {
  const system = held.current;
  const { scanId, worker } = await system.running();
  worker.complete(await worker.putFiles());
  await Promise.all([system.cron(), system.cron(), system.cron()]);
  await system.cron();
  const { job } = await system.view(scanId);
  expect(job).toMatchObject({ state: "done", attempt: 1 });
  expect(system.runpod.runs).toHaveLength(1);
});

test("one part that fails does not keep the others", async () => {
  const system = held.current;
  const { scanId, worker } = await system.running();
  worker.complete(await worker.putFiles());
  const env = { ...system.env, FILES: failing(system.env.FILES, "list", () => true), JOBS: undefined as never };
  await system.cron(env);
  expect((await system.view(scanId)).state).toBe("done");
});

test("old objects that no row accounts for are swept; results that count and young files stay", async () => {
  const system = held.current;
  const done = await system.running();
  await done.worker.putManifest(await done.worker.putFiles());
  const living = await system.running();
  await living.worker.put("part.stl", join("in the making"));
  const stray = resultKey(crypto.randomUUID(), 1, "part.stl");
  const fenced = resultKey(done.jobId, 2, "part.stl");
  for (const key of [stray, fenced, "left/by/nobody"]) await system.env.FILES.put(key, "x");
  await sweepAll(Date.now());
  expect(await keys(stray), "younger than an upload may be").toHaveLength(1);
  await sweepAll(Date.now() + day / 2);
  expect([await keys(stray), await keys(fenced), await keys("left/")]).toEqual([[], [], []]);
  expect(await keys(attemptPrefix(done.jobId, 1))).toHaveLength(5);
  expect((await system.view(done.scanId)).job?.results).toHaveLength(4);
});

test("what arrives after its scan was deleted is deleted too", async () => {
  const system = held.current;
  const { scanId, jobId } = await system.running();
  await system.api("DELETE", `/scans/${scanId}`);
  await system.deliverAll();
  // Past every check, as if the put had begun before the deletion and ended after it.
  await system.env.FILES.put(resultKey(jobId, 1, "part.step"), "late");
  await system.cron();
  expect(await keys(`results/${jobId}/`)).toEqual([]);
});

test("objects of a deleted scan that come back are swept again", async () => {
  const system = held.current;
  const scanId = await system.newScan();
  await system.addPhotos(scanId, 1);
  await system.api("DELETE", `/scans/${scanId}`);
  await system.deliverAll();
  await system.env.FILES.put(`scans/${scanId}/photos/${"a".repeat(64)}`, "restored");
  await system.cron();
  expect(await keys(`scans/${scanId}/`)).toEqual([]);
});

test("tombstones and alerts are kept for their time and then purged", async () => {
  const system = held.current;
  const scanId = await system.newScan();
  await system.api("DELETE", `/scans/${scanId}`);
  const stones = () =>
    system.env.DB.prepare("SELECT count(*) AS n FROM tombstones WHERE scan_id = ?").bind(scanId).first("n");
  await system.cronAt(Date.now() + 89 * day);
  expect(await stones()).toBe(1);
  await system.cronAt(Date.now() + 91 * day);
  expect(await stones()).toBe(0);
});

test("a sweep that is given another prefix than one scan, job or attempt deletes nothing", async () => {
  const system = held.current;
  await system.env.FILES.put("scans/keep", "x");
  const result = await system.consume("sweep", [{ kind: "sweep", prefix: "scans/kee" }]);
  expect(result.retryMessages).toHaveLength(1);
  expect(await keys("scans/keep")).toHaveLength(1);
});

test("a sweep message for the attempt that won does not touch its files", async () => {
  const system = held.current;
  const { jobId, worker } = await system.running();
  await worker.putManifest(await worker.putFiles());
  await system.consume("sweep", [{ kind: "sweep", prefix: attemptPrefix(jobId, 1) }]);
  expect(await keys(attemptPrefix(jobId, 1))).toHaveLength(5);
});
