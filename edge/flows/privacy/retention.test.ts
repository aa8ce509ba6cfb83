import { expect, test } from "vitest";
import type { ResultName } from "#contract/job-words";
import type { NoticeList } from "#contract/notice";
import type { Problem } from "#contract/problem";
import { wholeResult } from "../../testing/fake-worker.ts";
import { jpeg } from "../../testing/pictures.ts";
import { plateReport } from "../../testing/plate-report.ts";
import type { TestSystem } from "../../testing/test-system.ts";
import { useSystem } from "../../testing/use-system.ts";
import { deleteOldFiles } from "./delete-old-files.ts";

const held = useSystem();
const day = 86_400_000;
const hole = { quantity: "diameter", faces: [2], valueMm: 9 } as const;

/** A run of cron whose page begins with that scan: other tests have left theirs, and their turn would take long. */
async function runAt(nowMs: number, scanId: string, env: TestSystem["env"] = held.current.env): Promise<void> {
  await env.DB.prepare("INSERT OR REPLACE INTO cursors (name, value) VALUES ('retention', ?)")
    .bind(scanId.slice(0, -1))
    .run();
  await deleteOldFiles(env, nowMs);
}
const keys = async (prefix: string) => (await held.current.env.FILES.list({ prefix })).objects.map((o) => o.key);
const soon = async () =>
  ((await (await held.current.api("GET", "/notices?limit=100")).json()) as NoticeList).notices.filter(
    (n) => n.kind === "files-deleted-soon",
  );

/** A finished scan with two real photos. */
async function finished(names: readonly ResultName[] = wholeResult) {
  const system = held.current;
  const scanId = await system.newScan();
  const sent = [...(await system.addPhotos(scanId, 2)), ...(await system.seedPhotos(scanId, 18))];
  const jobId = await system.submit(scanId, sent);
  await system.deliver(system.jobsQueue);
  const worker = system.worker();
  const report = JSON.stringify(plateReport());
  await worker.putManifest(await worker.putFiles(names, "analytic", null, { "report.json": report }));
  return { scanId, jobId, endedAtMs: (await system.view(scanId)).job?.endedAtMs as number };
}

test("photos and results are deleted 30 days after the job, told 3 days before; the scan and how it went stay", async () => {
  const system = held.current;
  const { scanId, jobId, endedAtMs } = await finished();
  await runAt(endedAtMs + 27 * day - 1000, scanId);
  expect(await soon()).toEqual([]);
  await runAt(endedAtMs + 27 * day, scanId);
  await runAt(endedAtMs + 27 * day, scanId);
  expect((await soon()).map((n) => n.body)).toEqual([{ scanId, name: "a bracket", deletesAtMs: endedAtMs + 30 * day }]);
  await runAt(endedAtMs + 30 * day - 1000, scanId);
  expect((await system.view(scanId)).photos).toHaveLength(20);
  await runAt(endedAtMs + 30 * day, scanId);
  await runAt(endedAtMs + 30 * day, scanId);
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
    label: "analytic",
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
  await runAt(endedAtMs + 80 * day, scanId);
  expect((await soon())[0]?.body.deletesAtMs).toBe(endedAtMs + 83 * day);
  await runAt(endedAtMs + 82 * day, scanId);
  expect((await held.current.view(scanId)).filesDeletedAtMs).toBeNull();
  await runAt(endedAtMs + 83 * day, scanId);
  expect((await held.current.view(scanId)).filesDeletedAtMs).toBe(endedAtMs + 83 * day);
});

test("a scan that gets a photo, or is submitted again, between the look and the deletion keeps its files", async () => {
  const system = held.current;
  const { scanId, jobId, endedAtMs } = await finished();
  await runAt(endedAtMs + 27 * day, scanId);
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
  await runAt(endedAtMs + 31 * day, scanId, { ...system.env, DB: spied });
  expect(meddled).toBe(true);
  const view = await system.view(scanId);
  expect([view.filesDeletedAtMs, view.photoCount]).toEqual([null, 21]);
  expect(await keys(`results/${jobId}/`)).toHaveLength(5);
});

test("after its files have gone a scan can be photographed and submitted anew; its old result is not to be had", async () => {
  const system = held.current;
  const { scanId, jobId, endedAtMs } = await finished([...wholeResult, "state.zip"]);
  await runAt(endedAtMs + 27 * day, scanId);
  await runAt(endedAtMs + 30 * day, scanId);
  // Its files are only ordered to be swept: what refuses is that they are no longer offered.
  expect(await keys(`results/${jobId}/`)).toHaveLength(6);
  const rebuild = { jobId: crypto.randomUUID(), of: { jobId, attempt: 1 }, overrides: [hole], knownDistance: null };
  const refused = await system.api("POST", `/scans/${scanId}/rebuild`, rebuild);
  expect(((await refused.json()) as Problem).code).toBe("rebuild-unavailable");
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
  await runAt(updatedAtMs + 27 * day, full);
  expect((await soon()).map((n) => n.body.scanId)).toEqual([full]);
  await runAt(updatedAtMs + 31 * day, full);
  expect((await system.view(full)).filesDeletedAtMs).toBe(updatedAtMs + 31 * day);
  await runAt(updatedAtMs + 31 * day, empty);
  await runAt(updatedAtMs + 35 * day, empty);
  expect((await system.view(empty)).filesDeletedAtMs).toBeNull();
  expect(await keys(`scans/${full}/`)).toEqual([]);
});

test("an installation that keeps files for ever deletes none", async () => {
  const system = held.current;
  const { endedAtMs } = await finished();
  expect(await deleteOldFiles({ ...system.env, FILES_KEPT_DAYS: "0" }, endedAtMs + 1000 * day)).toBe(0);
  expect(await soon()).toEqual([]);
});
