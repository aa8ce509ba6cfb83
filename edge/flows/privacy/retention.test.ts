import { expect, test } from "vitest";
import type { NoticeList } from "#contract/notice";
import { jpeg } from "../../testing/pictures.ts";
import type { TestSystem } from "../../testing/test-system.ts";
import { useSystem } from "../../testing/use-system.ts";
import { deleteOldFiles } from "./delete-old-files.ts";

const held = useSystem();
const day = 86_400_000;

/** Cron walks the scans page by page, and other tests have left theirs. */
async function walk(nowMs: number, env: TestSystem["env"] = held.current.env): Promise<void> {
  const at = () => env.DB.prepare("SELECT value FROM cursors WHERE name = 'retention'").first<string>("value");
  await env.DB.prepare("DELETE FROM cursors WHERE name = 'retention'").run();
  do await deleteOldFiles(env, nowMs);
  while ((await at()) !== "");
}
const keys = async (prefix: string) => (await held.current.env.FILES.list({ prefix })).objects.map((o) => o.key);
const soon = async () =>
  ((await (await held.current.api("GET", "/notices?limit=100")).json()) as NoticeList).notices.filter(
    (n) => n.kind === "files-deleted-soon",
  );

/** A finished scan with two real photos. */
async function finished() {
  const system = held.current;
  const scanId = await system.newScan();
  const sent = [...(await system.addPhotos(scanId, 2)), ...(await system.seedPhotos(scanId, 18))];
  const jobId = await system.submit(scanId, sent);
  await system.deliver(system.jobsQueue);
  const worker = system.worker();
  await worker.putManifest(await worker.putFiles());
  return { scanId, jobId, endedAtMs: (await system.view(scanId)).job?.endedAtMs as number };
}

test("photos and results are deleted 30 days after the job, told 3 days before; the scan and how it went stay", async () => {
  const system = held.current;
  const { scanId, jobId, endedAtMs } = await finished();
  await walk(endedAtMs + 27 * day - 1000);
  expect(await soon()).toEqual([]);
  await walk(endedAtMs + 27 * day);
  await walk(endedAtMs + 27 * day);
  expect((await soon()).map((n) => n.body)).toEqual([{ scanId, name: "a bracket", deletesAtMs: endedAtMs + 30 * day }]);
  await walk(endedAtMs + 30 * day - 1000);
  expect((await system.view(scanId)).photos).toHaveLength(20);
  await walk(endedAtMs + 30 * day);
  await walk(endedAtMs + 30 * day);
  await system.cron();
  await system.deliverAll();
  expect([await keys(`scans/${scanId}/`), await keys(`results/${jobId}/`)]).toEqual([[], []]);
  const view = await system.view(scanId);
  expect(view).toMatchObject({
    state: "done",
    filesDeletedAtMs: endedAtMs + 30 * day,
    photoCount: 0,
    previewUrl: null,
  });
  expect(view.job).toMatchObject({
    state: "done",
    label: "faceted",
    results: [],
    filesDeletedAtMs: endedAtMs + 30 * day,
  });
  const { n } = (await system.env.DB.prepare("SELECT count(*) AS n FROM condemned WHERE key LIKE ?")
    .bind(`scans/${scanId}/%`)
    .first()) as { n: number };
  expect(n).toBe(0);
});

test("a cron that was away for weeks still tells first, and deletes three days later", async () => {
  const { scanId, endedAtMs } = await finished();
  await walk(endedAtMs + 80 * day);
  expect((await soon())[0]?.body.deletesAtMs).toBe(endedAtMs + 83 * day);
  await walk(endedAtMs + 82 * day);
  expect((await held.current.view(scanId)).filesDeletedAtMs).toBeNull();
  await walk(endedAtMs + 83 * day);
  expect((await held.current.view(scanId)).filesDeletedAtMs).toBe(endedAtMs + 83 * day);
});

test("a scan that gets a photo, or is submitted again, between the look and the deletion keeps its files", async () => {
  const system = held.current;
  const { scanId, jobId, endedAtMs } = await finished();
  await walk(endedAtMs + 27 * day);
  let meddled = false;
  const meddle = async () => {
    if (meddled) return;
    meddled = true;
    expect((await system.putPhoto(scanId, crypto.randomUUID(), jpeg(901))).status).toBe(201);
  };
  // Right before the batch that deletes: it has been looked at, and nothing is written yet.
  const spied = new Proxy(system.env.DB, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (name !== "batch") return typeof value === "function" ? value.bind(target) : value;
      return async (statements: D1PreparedStatement[]) => {
        await meddle();
        return target.batch(statements);
      };
    },
  });
  await walk(endedAtMs + 31 * day, { ...system.env, DB: spied });
  expect(meddled).toBe(true);
  const view = await system.view(scanId);
  expect([view.filesDeletedAtMs, view.photoCount]).toEqual([null, 21]);
  expect(await keys(`results/${jobId}/`)).toHaveLength(5);
});

test("after its files have gone a scan can be photographed and submitted anew; its old result is not to be had", async () => {
  const system = held.current;
  const { scanId, jobId, endedAtMs } = await finished();
  await walk(endedAtMs + 27 * day);
  await walk(endedAtMs + 30 * day);
  const rebuild = {
    jobId: crypto.randomUUID(),
    of: { jobId, attempt: 1 },
    scale: { factor: 2 },
    overrides: [],
  };
  const refused = await system.api("POST", `/scans/${scanId}/rebuild`, rebuild);
  expect(refused.status).toBeGreaterThanOrEqual(400);
  const photos = await system.addPhotos(scanId, 20, 1);
  expect((await system.view(scanId)).filesDeletedAtMs).toBeNull();
  const again = await system.submit(scanId, photos);
  await system.deliver(system.jobsQueue);
  const worker = system.worker();
  await worker.putManifest(await worker.putFiles());
  await system.deliverAll();
  const view = await system.view(scanId);
  expect([view.state, view.job?.jobId, view.job?.results.length]).toEqual(["done", again, 4]);
  expect(view.versions.map((v) => v.results.length)).toEqual([4, 0]);
});

test("a draft's photos go 30 days after its last change, with the same notice; an empty draft is nobody's business", async () => {
  const system = held.current;
  const [full, empty] = [await system.newScan("full"), await system.newScan("empty")];
  await system.addPhotos(full, 2);
  const { updatedAtMs } = await system.view(full);
  await walk(updatedAtMs + 27 * day);
  expect((await soon()).map((n) => n.body.scanId)).toEqual([full]);
  await walk(updatedAtMs + 31 * day);
  expect((await system.view(full)).filesDeletedAtMs).toBe(updatedAtMs + 31 * day);
  expect((await system.view(empty)).filesDeletedAtMs).toBeNull();
  expect(await keys(`scans/${full}/`)).toEqual([]);
});

test("an installation that keeps files for ever deletes none", async () => {
  const system = held.current;
  const { endedAtMs } = await finished();
  expect(await deleteOldFiles({ ...system.env, FILES_KEPT_DAYS: "0" }, endedAtMs + 1000 * day)).toBe(0);
  expect(await soon()).toEqual([]);
});
