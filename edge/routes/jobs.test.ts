import { expect, test } from "vitest";
import type { Problem } from "#contract/problem";
import type { ScanView } from "#contract/scan";
import { type SentPhoto, submitBody } from "../testing/test-system.ts";
import { useSystem } from "../testing/use-system.ts";

const held = useSystem();
const submit = (scanId: string, jobId: string, photos: readonly SentPhoto[]) =>
  held.current.api("POST", `/scans/${scanId}/submit`, submitBody(jobId, photos));
const codeOf = async (answer: Response): Promise<string> => ((await answer.json()) as Problem).code;

test("a submit is answered with the queued job and becomes one RunPod job", async () => {
  const system = held.current;
  const scanId = await system.newScan();
  const photos = await system.seedPhotos(scanId);
  const jobId = crypto.randomUUID();
  const answer = await submit(scanId, jobId, photos);
  expect(answer.status).toBe(202);
  expect((await answer.json()) as ScanView).toMatchObject({
    state: "queued",
    job: { jobId, attempt: 1, state: "queued", results: [] },
  });
  await system.deliver(system.jobsQueue);
  expect(system.runpod.runs).toHaveLength(1);
  const run = system.runpod.runs[0];
  expect(run?.input).toMatchObject({ jobId, attempt: 1, scanName: "a bracket", options: { quality: "draft" } });
  expect(run?.input.photos.map((p) => p.photoId)).toEqual(photos.map((p) => p.photoId));
  expect(run?.policy).toEqual({ executionTimeout: 3 * 3_600_000, ttl: 24 * 3_600_000 });
  expect(JSON.stringify(run)).not.toContain(system.token);
});

test("the same submit again, also twenty at once, is one job", async () => {
  const system = held.current;
  const scanId = await system.newScan();
  const photos = await system.seedPhotos(scanId);
  const jobId = crypto.randomUUID();
  const answers = await Promise.all(Array.from({ length: 20 }, () => submit(scanId, jobId, photos)));
  expect(answers.map((a) => a.status)).toEqual(Array(20).fill(202));
  await system.deliverAll();
  expect(system.runpod.runs).toHaveLength(1);
});

test("of many different submits at once one wins, the others are told that the scan is locked", async () => {
  const system = held.current;
  const scanId = await system.newScan();
  const photos = await system.seedPhotos(scanId);
  const answers = await Promise.all(Array.from({ length: 8 }, () => submit(scanId, crypto.randomUUID(), photos)));
  expect(answers.filter((a) => a.status === 202)).toHaveLength(1);
  const refused = answers.filter((a) => a.status !== 202);
  expect(await Promise.all(refused.map(codeOf))).toEqual(Array(7).fill("scan-locked"));
  await system.deliverAll();
  expect(system.runpod.runs).toHaveLength(1);
});

test("a job id stands for its first body", async () => {
  const system = held.current;
  const scanId = await system.newScan();
  const photos = await system.seedPhotos(scanId, 21);
  const jobId = await system.submit(scanId, photos);
  expect(await codeOf(await submit(scanId, jobId, photos.slice(1)))).toBe("id-taken");
});

test.each([
  [19, "photos-too-few"],
  [51, "photos-too-many"],
])("%i photos in a pass are refused as %s and nothing is lost", async (count, code) => {
  const system = held.current;
  const scanId = await system.newScan();
  const photos = await system.seedPhotos(scanId, count);
  expect(await codeOf(await submit(scanId, crypto.randomUUID(), photos))).toBe(code);
  expect(await system.view(scanId)).toMatchObject({ state: "draft", photoCount: count });
});

test("photos that have not arrived are named, and the submit can be sent again", async () => {
  const system = held.current;
  const scanId = await system.newScan();
  const photos = await system.seedPhotos(scanId);
  const missing = { photoId: crypto.randomUUID(), sha256: "f".repeat(64) };
  const answer = await submit(scanId, crypto.randomUUID(), [...photos, missing]);
  expect((await answer.json()) as Problem).toMatchObject({ code: "photo-missing", detail: missing.photoId });
});

test.each<[string, unknown]>([
  [
    "201 photos",
    {
      ...submitBody(
        crypto.randomUUID(),
        Array.from({ length: 201 }, () => ({ photoId: crypto.randomUUID(), sha256: "a".repeat(64) })),
      ),
    },
  ],
  ["no photos", submitBody(crypto.randomUUID(), [])],
  ["a job id that is none", submitBody("../../x", [{ photoId: crypto.randomUUID(), sha256: "a".repeat(64) }])],
  [
    "an option nobody knows",
    { ...submitBody(crypto.randomUUID(), []), options: { scale: { mat: "auto" }, quality: "1e308" } },
  ],
  ["a list", []],
  ["deep JSON", JSON.parse(`${"[".repeat(5000)}${"]".repeat(5000)}`)],
])("a submit with %s is a request of the wrong form", async (_, body) => {
  const scanId = await held.current.newScan();
  const answer = await held.current.api("POST", `/scans/${scanId}/submit`, body);
  expect([answer.status, await codeOf(answer)]).toEqual([400, "request-invalid"]);
});

test("fields like __proto__ and keys given twice do no harm", async () => {
  const system = held.current;
  const scanId = crypto.randomUUID();
  const body = '{"__proto__":{"ownerId":"x"},"constructor":1,"name":"a","name":"b","createdAtMs":1}';
  const headers = { authorization: `Bearer ${system.token}` };
  const answer = await system.fetch(`http://edge.test/api/v1/scans/${scanId}`, { method: "PUT", body, headers });
  expect([answer.status, ((await answer.json()) as ScanView).name]).toEqual([200, "b"]);
});

test("a cancel ends the job, stops the run and can be repeated; the scan may be submitted again", async () => {
  const system = held.current;
  const { scanId, photos, worker } = await system.running();
  const cancel = () => system.api("POST", `/scans/${scanId}/cancel`);
  expect(((await (await cancel()).json()) as ScanView).state).toBe("cancelled");
  expect((await cancel()).status).toBe(200);
  await system.deliverAll();
  expect(system.runpod.cancelled).toEqual([worker.run.id]);
  await system.submit(scanId, photos);
  expect((await system.view(scanId)).state).toBe("queued");
});

test("what has ended cannot be cancelled, and a draft has nothing to cancel", async () => {
  const system = held.current;
  const { scanId, worker } = await system.running();
  await worker.putManifest(await worker.putFiles());
  const late = await system.api("POST", `/scans/${scanId}/cancel`);
  expect([late.status, await codeOf(late)]).toEqual([409, "job-not-cancellable"]);
  expect((await system.view(scanId)).state).toBe("done");
  const draft = await system.newScan();
  expect(await codeOf(await system.api("POST", `/scans/${draft}/cancel`))).toBe("job-not-cancellable");
});

test("a cancel that races the completion leaves exactly one ending", async () => {
  const system = held.current;
  for (let i = 0; i < 5; i++) {
    const { scanId, worker } = await system.running();
    const output = await worker.putFiles();
    const [cancel] = await Promise.all([system.api("POST", `/scans/${scanId}/cancel`), worker.putManifest(output)]);
    await system.deliverAll();
    const view = await system.view(scanId);
    expect(view.state).toBe(cancel.status === 200 ? "cancelled" : "done");
    expect(view.job?.results.length).toBe(view.state === "done" ? 4 : 0);
    const left = await system.env.FILES.list({ prefix: `results/${worker.run.input.jobId}/` });
    expect(left.objects.length).toBe(view.state === "done" ? 5 : 0);
  }
});
