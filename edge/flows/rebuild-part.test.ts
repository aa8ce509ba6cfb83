import { expect, test } from "vitest";
import type { Problem, ProblemCode } from "#contract/problem";
import { type Override, rebuildLimits } from "#contract/rebuild";
import type { ScanView } from "#contract/scan";
import { jobPrefix, resultKey } from "../domain/storage-keys.ts";
import { type FakeWorker, wholeResult } from "../testing/fake-worker.ts";
import { plateReport } from "../testing/plate-report.ts";
import { useSystem } from "../testing/use-system.ts";

const held = useSystem();
const files = [...wholeResult, "state.zip"] as const;
const wider: Override[] = [{ quantity: "diameter", faces: [2], valueMm: 9 }];

/** The worker puts a whole result, with a report that can be read, and settles the job by its manifest. */
async function finish(worker: FakeWorker, names: readonly (typeof files)[number][] = files): Promise<void> {
  const report = JSON.stringify(plateReport());
  await worker.putManifest(await worker.putFiles(names, "analytic", null, { "report.json": report }));
}

async function finished(names?: readonly (typeof files)[number][]) {
  const { scanId, jobId, worker } = await held.current.running();
  await finish(worker, names);
  return { scanId, of: { jobId, attempt: 1 } };
}

type Of = { jobId: string; attempt: number };
const ask = (scanId: string, of: Of, overrides = wider, jobId: string = crypto.randomUUID()) =>
  held.current.api("POST", `/scans/${scanId}/rebuild`, { jobId, of, overrides, knownDistance: null });
const codeOf = async (answer: Response): Promise<string> => ((await answer.json()) as Problem).code;

async function rebuilt(scanId: string, of: Of): Promise<Of> {
  const jobId = crypto.randomUUID();
  expect((await ask(scanId, of, wider, jobId)).status).toBe(202);
  await held.current.deliver(held.current.jobsQueue);
  await finish(held.current.worker());
  return { jobId, attempt: 1 };
}

test("a rebuild is sent without photos, with a link to the state of what it begins from", async () => {
  const { scanId, of } = await finished();
  const answer = await ask(scanId, of);
  expect(answer.status).toBe(202);
  expect((await answer.json()) as ScanView).toMatchObject({
    state: "queued",
    job: { rebuild: { of, overrides: wider } },
  });
  await held.current.deliver(held.current.jobsQueue);
  const { input } = held.current.worker().run;
  expect(input.photos).toEqual([]);
  expect(input.rebuild).toMatchObject({ of, overrides: wider, knownDistance: null });
  const state = await held.current.fetch(input.rebuild?.state.url ?? "");
  expect(await state.text()).toBe(`state.zip of ${of.jobId} attempt 1`);
});

test("each rebuild is a result beside the one before, and its state is offered to nobody", async () => {
  const { scanId, of } = await finished();
  const second = await rebuilt(scanId, of);
  const third = await rebuilt(scanId, second);
  const view = await held.current.view(scanId);
  expect(view.state).toBe("done");
  expect(view.job?.jobId).toBe(third.jobId);
  expect(view.versions.map((v) => v.jobId)).toEqual(expect.arrayContaining([of.jobId, second.jobId, third.jobId]));
  for (const version of view.versions) expect(version.results.map((r) => r.name)).not.toContain("state.zip");
  expect(view.versions.every((v) => v.results.length === wholeResult.length)).toBe(true);
});

test("a rebuild that fails leaves the result it began from, and says why", async () => {
  const { scanId, of } = await finished();
  await ask(scanId, of);
  await held.current.deliver(held.current.jobsQueue);
  const worker = held.current.worker();
  const failure = { code: "rebuild-impossible", detail: "a face would vanish", retryable: false } as const;
  await worker.putManifest(await worker.putFiles([], "failed", failure));
  const view = await held.current.view(scanId);
  expect(view).toMatchObject({ state: "done", label: "analytic", job: { jobId: of.jobId } });
  expect(view.versions.find((v) => v.state === "failed")?.failure?.code).toBe("rebuild-impossible");
});

test("a cancelled rebuild leaves the result it began from", async () => {
  const { scanId, of } = await finished();
  await ask(scanId, of);
  expect((await held.current.api("POST", `/scans/${scanId}/cancel`)).status).toBe(200);
  expect(await held.current.view(scanId)).toMatchObject({ state: "done", job: { jobId: of.jobId } });
});

test("the same rebuild again is the same job; of two at once one is told that the scan is locked", async () => {
  const { scanId, of } = await finished();
  const jobId = crypto.randomUUID();
  const same = await Promise.all(Array.from({ length: 5 }, () => ask(scanId, of, wider, jobId)));
  expect(same.map((a) => a.status)).toEqual(Array(5).fill(202));
  expect(await codeOf(await ask(scanId, of))).toBe("scan-locked");
  const other: Override[] = [{ quantity: "diameter", faces: [2], valueMm: 7 }];
  expect(await codeOf(await ask(scanId, of, other, jobId))).toBe("id-taken");
});

test("of different rebuilds at once one wins", async () => {
  const { scanId, of } = await finished();
  const answers = await Promise.all(Array.from({ length: 4 }, () => ask(scanId, of)));
  expect(answers.filter((a) => a.status === 202)).toHaveLength(1);
  const refused = answers.filter((a) => a.status !== 202);
  expect(await Promise.all(refused.map(codeOf))).toEqual(Array(3).fill("scan-locked"));
});

test.each<[string, Override[], ProblemCode]>([
  ["a face that is not there", [{ quantity: "diameter", faces: [70], valueMm: 9 }], "override-unfit"],
  ["a value of nothing", [{ quantity: "diameter", faces: [2], valueMm: 0 }], "override-out-of-range"],
  ["nothing at all", [], "request-invalid"],
])("%s is refused before anything is sent", async (_, overrides, code) => {
  const { scanId, of } = await finished();
  expect(await codeOf(await ask(scanId, of, overrides))).toBe(code);
  expect(held.current.jobsQueue.held).toHaveLength(0);
});

test("a result without a state, and one of another scan, cannot be rebuilt", async () => {
  const old = await finished(wholeResult);
  expect(await codeOf(await ask(old.scanId, old.of))).toBe("rebuild-unavailable");
  const other = await finished();
  expect(await codeOf(await ask(old.scanId, other.of))).toBe("rebuild-unavailable");
});

test("the oldest rebuild makes room for one too many, never the result from the photos", async () => {
  const { scanId, of } = await finished();
  const made: Of[] = [];
  for (let i = 0; i < rebuildLimits.perScanMax + 1; i++) made.push(await rebuilt(scanId, of));
  await held.current.deliverAll();
  const kept = (await held.current.view(scanId)).versions.map((v) => v.jobId);
  expect(kept).toHaveLength(rebuildLimits.perScanMax + 1);
  expect(kept).toContain(of.jobId);
  expect(kept).not.toContain(made[0]?.jobId);
  const { FILES } = held.current.env;
  expect((await FILES.list({ prefix: jobPrefix(made[0]?.jobId ?? "") })).objects).toHaveLength(0);
  expect(await FILES.head(resultKey(of.jobId, 1, "state.zip"))).not.toBeNull();
});

test("deleting the scan takes the files of every version", async () => {
  const { scanId, of } = await finished();
  const second = await rebuilt(scanId, of);
  expect((await held.current.api("DELETE", `/scans/${scanId}`)).status).toBe(204);
  await held.current.deliverAll();
  for (const { jobId } of [of, second])
    expect((await held.current.env.FILES.list({ prefix: jobPrefix(jobId) })).objects).toHaveLength(0);
});
