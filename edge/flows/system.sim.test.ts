import { expect, test } from "vitest";
import { FakeWorker } from "../testing/fake-worker.ts";
import { Rng } from "../testing/rng.ts";
import type { TestSystem } from "../testing/test-system.ts";
import { useSystem } from "../testing/use-system.ts";

const held = useSystem();
const seed = Date.now() % 2 ** 31;
const schedules = 12;
const hour = 3_600_000;

/** One act of an unreliable world upon the real Workers, database, store and Durable Objects. */
async function act(system: TestSystem, rng: Rng, scanId: string): Promise<void> {
  const queue = [system.jobsQueue, system.sweepQueue, system.resultsQueue][rng.below(3)] ?? system.jobsQueue;
  const run = system.runpod.runs[rng.below(system.runpod.runs.length)];
  const worker = run && new FakeWorker(system, run);
  const acts: (() => unknown)[] = [
    () => system.deliver(queue),
    // Twice, and the second one in the meantime.
    () =>
      Promise.all(
        queue.held
          .slice(0, 2)
          .flatMap((m) => [system.consume(queue.name, [m.body]), system.consume(queue.name, [m.body])]),
      ),
    () => queue.take(),
    () => worker?.progress("load"),
    async () => worker?.complete(await worker.putFiles().catch(() => null)),
    async () =>
      worker &&
      (await worker.putFiles().then(
        (o) => worker.putManifest(o),
        () => null,
      )),
    () => worker?.fail("killed"),
    () => Promise.all([worker?.callback(), worker?.callback()]),
    () => run && system.runpod.forget(run.id),
    () => system.cronAt(Date.now() + rng.below(40) * 60_000),
    () => rng.next() < 0.15 && system.api("POST", `/scans/${scanId}/cancel`),
  ];
  await acts[rng.below(acts.length)]?.();
}

test(`through the real Workers, too, each job ends once and leaves only its result (seed ${seed})`, async () => {
  console.log(`system simulation: seed ${seed}, ${schedules} schedules`);
  const rng = new Rng(seed);
  for (let i = 0; i < schedules; i++) {
    const system = held.current;
    system.runpod.runs.length = 0;
    system.runpod.troubles.splice(
      0,
      9,
      ...(["busy", "timeout-after-accepting", "broken", "timeout"] as const).filter(() => rng.next() < 0.3),
    );
    const scanId = await system.newScan();
    const jobId = await system.submit(scanId, await system.seedPhotos(scanId));
    for (let k = 0; k < 12; k++) await act(system, rng, scanId);
    system.runpod.troubles.length = 0;
    for (let k = 0; k < 4; k++) {
      await system.cronAt(Date.now() + (k + 1) * 7 * hour);
      await system.deliverAll();
    }
    const view = await system.view(scanId);
    const said = `seed ${seed}, schedule ${i}: ${view.state}`;
    expect(["done", "failed", "cancelled"], said).toContain(view.state);
    const keys = (await system.env.FILES.list({ prefix: `results/${jobId}/` })).objects.map((o) => o.key);
    const winner = view.job?.results.length ? `results/${jobId}/${view.job.attempt}/` : "none";
    expect(
      keys.filter((key) => !key.startsWith(winner)),
      said,
    ).toEqual([]);
    if (view.state === "done") expect(view.job?.results, said).toHaveLength(4);
    const attempts = system.runpod.runs.map((r) => r.input.attempt);
    expect(new Set(attempts).size, `${said}: no attempt twice`).toBe(attempts.length);
    const photos = await system.env.DB.prepare("SELECT count(*) AS n FROM photos WHERE scan_id = ?")
      .bind(scanId)
      .first("n");
    expect(photos, said).toBe(20);
  }
}, 240_000);
