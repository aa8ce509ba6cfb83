import { array, assert, nat, property } from "fast-check";
import { expect, test } from "vitest";
import { World } from "../testing/job-world.ts";
import { isAlive } from "./job.ts";

const schedules = 3000;
const seed = Number(process.env.SIM_SEED ?? Date.now() % 2 ** 31);

/**
 * Each schedule is a list of numbers that chooses what happens next: a consumer dies halfway, a message comes twice or
 * never, RunPod times out after accepting, a worker is killed, a person cancels, time passes. Afterwards the network is
 * kind again, and everything has to come to rest.
 */
test(`whatever is dropped, doubled, reordered or broken off, each job ends once (seed ${seed})`, () => {
  console.log(`job simulation: seed ${seed}, ${schedules} schedules (repeat with SIM_SEED=${seed})`);
  const endings = new Map<string, number>();
  assert(
    property(array(nat(9999), { minLength: 5, maxLength: 120 }), (choices) => {
      const world = new World(choices);
      for (const choice of choices) world.happen(choice);
      world.comeToRest();
      const { job } = world;
      endings.set(job.phase, (endings.get(job.phase) ?? 0) + 1);
      expect(isAlive(job.phase), "the job has ended").toBe(false);
      expect(world.endings, "it has ended once").toHaveLength(1);
      expect(world.liveRuns(), "no run goes on that nobody wants").toEqual([]);
      expect(world.strayFiles(), "only the winner's files are left").toEqual([]);
      expect(
        [...world.sendings.values()].every((n) => n === 1),
        "no attempt was sent twice",
      ).toBe(true);
      expect(world.alertsOf("gpu-unavailable") <= job.attempts.length * 40).toBe(true);
      if (job.phase === "done") expect(world.filesOf(job.winner), "what is shown as done is there").toBe(true);
      if (job.failure?.code === "scan-unregistered" && job.failure.retryable) {
        expect([job.losses, job.winner], "a failure that may pass was tried again first").toEqual([
          1,
          job.attempts.at(-1)?.attempt,
        ]);
      }
      if (job.phase === "failed") expect(job.failure, "a failure has its reason").not.toBeNull();
    }),
    { seed, numRuns: schedules },
  );
  // The schedules reach every ending; a world in which nothing happens would prove nothing.
  expect([...endings.keys()].sort()).toEqual(["cancelled", "done", "failed"]);
});
