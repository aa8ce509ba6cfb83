import { expect, test } from "vitest";
import type { BatchList, BatchReport, BatchView, SetOutcome } from "#contract/batch";
import { beginSubmit } from "../../db/batches.ts";
import { openDb } from "../../db/client.ts";
import { found, type Person, signIn } from "../../testing/people.ts";
import type { SentPhoto, TestSystem } from "../../testing/test-system.ts";
import { useSystem } from "../../testing/use-system.ts";

const held = useSystem();
const options = { scale: { mat: "auto" }, quality: "draft" };
const said = async (answer: Response) => [answer.status, ((await answer.json()) as { code?: string }).code];

interface Made {
  readonly batchId: string;
  readonly scanIds: string[];
  readonly photos: SentPhoto[][];
}

async function madeBatch(s: TestSystem, who: Person, names: readonly string[], photoCounts?: number[]): Promise<Made> {
  const batchId = crypto.randomUUID();
  expect((await who.api("PUT", `/batches/${batchId}`, { name: "Monday", createdAtMs: 7 })).status).toBe(200);
  const sets = names.map((name) => ({ scanId: crypto.randomUUID(), name }));
  expect((await who.api("PUT", `/batches/${batchId}/sets`, { sets })).status).toBe(200);
  const scanIds = sets.map((x) => x.scanId);
  const photos = await Promise.all(scanIds.map((id, i) => s.seedPhotos(id, photoCounts?.[i] ?? 20)));
  return { batchId, scanIds, photos };
}

const view = async (who: Person, batchId: string): Promise<BatchView> =>
  (await who.api("GET", `/batches/${batchId}`)).json();

async function submit(who: Person, batchId: string, sets: unknown[]): Promise<SetOutcome[]> {
  const answer = await who.api("POST", `/batches/${batchId}/submit`, { options, sets });
  if (answer.status !== 202) throw new Error(await answer.text());
  return ((await answer.json()) as { outcomes: SetOutcome[] }).outcomes;
}

const withJobs = ({ scanIds }: Made) => scanIds.map((scanId) => ({ scanId, jobId: crypto.randomUUID() }));

async function endAll(s: TestSystem, how: (i: number) => "done" | "failed"): Promise<void> {
  await s.deliver(s.jobsQueue);
  const { FakeWorker } = await import("../../testing/fake-worker.ts");
  for (const [i, run] of s.runpod.runs.entries()) {
    const worker = new FakeWorker(s, run);
    const failure = { code: "scan-unregistered", detail: "=1+1 photos", retryable: false } as const;
    const report = JSON.stringify({ solid: { dimensions: [{}, {}, {}] } });
    const output =
      how(i) === "done"
        ? await worker.putFiles(undefined, "analytic", null, { "report.json": report })
        : await worker.putFiles(["report.json"], "failed", failure, { "report.json": JSON.stringify({ solid: null }) });
    await worker.putManifest(output);
    worker.complete(output);
    await worker.callback();
    await s.deliver(s.resultsQueue);
  }
}

test("each set of a batch has its own outcome, and the same submit again changes nothing", async () => {
  const s = held.current;
  const ada = await signIn(s);
  const made = await madeBatch(s, ada, ["a", "b", "c", "d"], [20, 3, 20, 0]);
  const [a, b, c, d] = withJobs(made);
  const named = { ...c, photos: [{ photoId: crypto.randomUUID(), sha256: "0".repeat(64) }] };
  const foreign = { scanId: await s.newScan(), jobId: crypto.randomUUID() };
  const sets = [a, b, named, d, foreign];
  const first = await submit(ada, made.batchId, sets);
  expect(first.map((o) => [o.accepted, o.code])).toEqual([
    [true, null],
    [false, "photos-too-few"],
    [false, "photo-missing"],
    [false, "photos-too-few"],
    [false, "not-found"],
  ]);
  expect(await submit(ada, made.batchId, sets)).toEqual(first);
  const jobs = await s.env.DB.prepare("SELECT count(*) AS n FROM jobs WHERE owner_id = ?")
    .bind(ada.accountId)
    .first("n");
  expect(jobs).toBe(1);
  const shown = await view(ada, made.batchId);
  expect([shown.state, shown.counts.queued, shown.counts.draft]).toEqual(["running", 1, 3]);
  expect(shown.sets.map((x) => [x.name, x.state, x.photoCount])).toEqual([
    ["a", "queued", 20],
    ["b", "draft", 3],
    ["c", "draft", 20],
    ["d", "draft", 0],
  ]);
});

test("a job id that stands for another set is refused, also where no photos are named", async () => {
  const s = held.current;
  const ada = await signIn(s);
  const made = await madeBatch(s, ada, ["a", "b"]);
  const jobId = crypto.randomUUID();
  const sets = made.scanIds.map((scanId) => ({ scanId, jobId }));
  expect((await submit(ada, made.batchId, sets)).map((o) => o.code)).toEqual([null, "id-taken"]);
});

test("sets beyond the quota are refused with its reason; those before it go", async () => {
  const s = held.current;
  s.env.BILLING = "test";
  const ada = await signIn(s);
  const allow = (models: number) =>
    s.env.DB.prepare(
      `INSERT INTO allowances (owner_id, plan, models_per_month, overage_models_max, period_from_ms, period_to_ms,
        read_only, updated_at_ms) VALUES (?, 'enterprise', ?, 0, 1, ?, 0, 1)`,
    )
      .bind(ada.accountId, models, Date.now() + 3_600_000)
      .run();
  await allow(2);
  const made = await madeBatch(s, ada, ["a", "b", "c"]);
  const outcomes = await submit(ada, made.batchId, withJobs(made));
  expect(outcomes.map((o) => o.code)).toEqual([null, null, "quota-used"]);
});

test("a batch ends with its last set, its report counts, and its end is told once", async () => {
  const s = held.current;
  const ada = await signIn(s);
  const webhookId = crypto.randomUUID();
  await ada.api("PUT", `/webhooks/${webhookId}`, { url: "https://batches.example/", events: ["batch.ended"] });
  const made = await madeBatch(s, ada, ['=HYPERLINK("http://evil")', "plain, with comma"]);
  await submit(ada, made.batchId, withJobs(made));
  await endAll(s, (i) => (i === 0 ? "done" : "failed"));
  const ended = await view(ada, made.batchId);
  expect([ended.state, ended.counts.done, ended.counts.failed]).toEqual(["ended", 1, 1]);
  const told = await s.env.DB.prepare("SELECT body FROM deliveries WHERE webhook_id = ?")
    .bind(webhookId)
    .all<{ body: string }>();
  expect(told.results.map((r) => JSON.parse(r.body))).toMatchObject([
    { type: "batch.ended", data: { batchId: made.batchId, name: "Monday", sets: 2, done: 1, failed: 1, cancelled: 0 } },
  ]);
  const report = (await (await ada.api("GET", `/batches/${made.batchId}/report`)).json()) as BatchReport;
  expect(report.sets).toMatchObject([
    { state: "done", label: "analytic", dimensions: 3, seconds: 12, failureCode: null },
    { state: "failed", label: "failed", dimensions: null, seconds: 12, failureCode: "scan-unregistered" },
  ]);
  const csv = await ada.api("GET", `/batches/${made.batchId}/report.csv`);
  expect(csv.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  expect((await csv.text()).split("\r\n").slice(0, 3)).toEqual([
    "set,state,label,dimensions,seconds,failure,detail,scan id",
    `"'=HYPERLINK(""http://evil"")",done,analytic,3,12,,,${made.scanIds[0]}`,
    `"plain, with comma",failed,failed,,12,scan-unregistered,"'=1+1 photos",${made.scanIds[1]}`,
  ]);
});

test("a batch of which nothing was accepted has ended, and is open again with the next submit", async () => {
  const s = held.current;
  const ada = await signIn(s);
  const made = await madeBatch(s, ada, ["a"], [3]);
  expect((await view(ada, made.batchId)).state).toBe("open");
  await submit(ada, made.batchId, withJobs(made));
  expect((await view(ada, made.batchId)).state).toBe("ended");
  await s.env.DB.prepare("DELETE FROM photos WHERE scan_id = ?").bind(made.scanIds[0]).run();
  await s.seedPhotos(made.scanIds[0] as string, 20, 1);
  await submit(ada, made.batchId, withJobs(made));
  expect((await view(ada, made.batchId)).state).toBe("running");
});

test("two submits at once: one is told to wait; one that broke off ends by cron", async () => {
  const s = held.current;
  const ada = await signIn(s);
  const made = await madeBatch(s, ada, ["a"]);
  const nowMs = Date.now();
  expect(await beginSubmit(openDb(s.env.DB), made.batchId, nowMs)).toBe(true);
  const answer = await ada.api("POST", `/batches/${made.batchId}/submit`, { options, sets: withJobs(made) });
  expect(await said(answer)).toEqual([409, "batch-busy"]);
  await s.cronAt(nowMs + 60_000);
  expect((await view(ada, made.batchId)).state).toBe("running");
  await s.cronAt(nowMs + 180_000);
  expect((await view(ada, made.batchId)).state).toBe("ended");
});

test("cancelling a batch cancels what is under way and leaves what is done", async () => {
  const s = held.current;
  const ada = await signIn(s);
  const made = await madeBatch(s, ada, ["a", "b"]);
  const [a, b] = withJobs(made);
  await submit(ada, made.batchId, [a]);
  await endAll(s, () => "done");
  await submit(ada, made.batchId, [b]);
  const answer = (await (await ada.api("POST", `/batches/${made.batchId}/cancel`)).json()) as BatchView;
  expect(answer.sets.map((x) => x.state)).toEqual(["done", "cancelled"]);
  expect(answer.state).toBe("ended");
});

test("a running set says what it is at; a deleted one stays in the count", async () => {
  const s = held.current;
  const ada = await signIn(s);
  const made = await madeBatch(s, ada, ["a", "b"]);
  await submit(ada, made.batchId, withJobs(made).slice(0, 1));
  await s.deliver(s.jobsQueue);
  await s.worker().progress("features");
  await ada.api("DELETE", `/scans/${made.scanIds[1]}`);
  const { sets } = await view(ada, made.batchId);
  expect(sets.map((x) => [x.state, x.stage, x.name])).toEqual([
    ["running", "features", "a"],
    ["deleted", null, null],
  ]);
});

test("a batch holds a hundred sets; one too many keeps all of them out", async () => {
  const s = held.current;
  const ada = await signIn(s);
  const made = await madeBatch(s, ada, ["a"], [0]);
  const many = (count: number) => ({
    sets: Array.from({ length: count }, (_, i) => ({ scanId: crypto.randomUUID(), name: `set ${i}` })),
  });
  const path = `/batches/${made.batchId}/sets`;
  expect(await said(await ada.api("PUT", path, many(100)))).toEqual([409, "batch-full"]);
  expect((await view(ada, made.batchId)).sets).toHaveLength(1);
  const full = many(99);
  expect((await ada.api("PUT", path, full)).status).toBe(200);
  expect((await ada.api("PUT", path, full)).status).toBe(200);
  expect((await view(ada, made.batchId)).sets).toHaveLength(100);
});

test("somebody else's scan or a deleted one is not put into a batch", async () => {
  const s = held.current;
  const ada = await signIn(s);
  const made = await madeBatch(s, ada, ["a"]);
  const path = `/batches/${made.batchId}/sets`;
  const put = (scanId: string) => ada.api("PUT", path, { sets: [{ scanId, name: "x" }] });
  expect(await said(await put(await s.newScan()))).toEqual([409, "id-taken"]);
  const gone = crypto.randomUUID();
  await ada.api("PUT", `/scans/${gone}`, { name: "x", createdAtMs: 1 });
  await ada.api("DELETE", `/scans/${gone}`);
  expect(await said(await put(gone))).toEqual([410, "scan-deleted"]);
});

test("an organisation's operator works with its batches, a viewer looks at them, others see nothing", async () => {
  const s = held.current;
  const [ada, vera, eve] = await Promise.all([signIn(s), signIn(s), signIn(s)]);
  const org = await found(s, { [ada.accountId]: "operator", [vera.accountId]: "viewer" });
  const path = `/batches/${crypto.randomUUID()}`;
  const put = (who: Person, workspace?: string) => who.api("PUT", path, { name: "b", createdAtMs: 1 }, workspace);
  expect((await put(ada, org)).status).toBe(200);
  expect(await said(await put(vera, org))).toEqual([403, "forbidden"]);
  expect((await vera.api("GET", path, undefined, org)).status).toBe(200);
  expect(await said(await eve.api("GET", path))).toEqual([404, "not-found"]);
  expect(await said(await put(eve))).toEqual([409, "id-taken"]);
  expect(await said(await ada.api("GET", path))).toEqual([404, "not-found"]);
});

test("batches page, newest first, each with its counts", async () => {
  const s = held.current;
  const ada = await signIn(s);
  for (let i = 0; i < 5; i++)
    await ada.api("PUT", `/batches/${crypto.randomUUID()}`, { name: `b${i}`, createdAtMs: i });
  await madeBatch(s, ada, ["a", "b"], [0, 0]);
  const names: string[] = [];
  let cursor = "";
  do {
    const page = (await (await ada.api("GET", `/batches?limit=4${cursor}`)).json()) as BatchList;
    names.push(...page.batches.map((b) => `${b.name}:${b.counts.draft}`));
    cursor = page.nextCursor ? `&cursor=${page.nextCursor}` : "";
  } while (cursor);
  expect(names).toEqual(["Monday:2", "b4:0", "b3:0", "b2:0", "b1:0", "b0:0"]);
});
