import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type Action, fates, SimWorld } from "./testing/sim-world.ts";

/** Schedules of people, phones and networks; a failure prints its seed and the shortest schedule that shows it. */
const index = fc.nat({ max: 9 });
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant("add" as const), content: fc.nat({ max: 12 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("remove" as const), index }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("rename" as const), name: fc.constantFrom("a", "b") }) },
  { weight: 2, arbitrary: fc.constant<Action>({ do: "submit" }) },
  { weight: 1, arbitrary: fc.constant<Action>({ do: "withdraw" }) },
  { weight: 1, arbitrary: fc.constant<Action>({ do: "recheck" }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("wake" as const), online: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("pass" as const), ms: fc.constantFrom(100, 3_000, 400_000) }) },
  { weight: 14, arbitrary: fc.record({ do: fc.constant("deliver" as const), index, fate: fc.constantFrom(...fates) }) },
  { weight: 2, arbitrary: fc.constant<Action>({ do: "crash" }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("late" as const), index }) },
  { weight: 1, arbitrary: fc.constant<Action>({ do: "job-ends" }) },
);
const schedule = fc.array(action, { maxLength: 120 });
const withDeletion = fc
  .tuple(schedule, schedule)
  .map(([before, after]): Action[] => [...before, { do: "delete" }, ...after]);

function play(actions: Action[], check: (world: SimWorld) => void): SimWorld {
  const world = new SimWorld();
  for (const next of actions) {
    world.act(next);
    check(world);
  }
  return world;
}

test("no photo is shown confirmed unless the server took the same id with the same hash", () => {
  fc.assert(
    fc.property(schedule, (actions) => {
      play(actions, ({ box, server }) => {
        for (const photo of box?.photos ?? []) {
          if (photo.state === "confirmed") expect(server.everHeld.has(`${photo.photoId} ${photo.sha256}`)).toBe(true);
        }
      });
    }),
    { numRuns: 1500 },
  );
});

test("drops, doubles, reorders and crashes lose no photo, and its bytes stay here", () => {
  fc.assert(
    fc.property(schedule, (actions) => {
      play(actions, ({ box, wanted }) => {
        const kept = new Map(
          box?.photos.filter((p) => p.state !== "removing" && p.bytesHere).map((p) => [p.photoId, p.sha256]),
        );
        expect(kept).toEqual(wanted);
      });
    }),
    { numRuns: 1500 },
  );
});

test("nothing is sent twice as distinct objects: one id, one content; one content, one photo", () => {
  fc.assert(
    fc.property(schedule, (actions) => {
      play(actions, ({ server, made }) => {
        const held = [...server.photos.values()];
        for (const photo of held) expect(made.get(photo.photoId)).toBe(photo.sha256);
        expect(new Set(held.map((photo) => photo.sha256)).size).toBe(held.length);
      });
    }),
    { numRuns: 1500 },
  );
});

test("with a good network everything wanted is confirmed, and what was asked is submitted once, with exactly these photos", () => {
  fc.assert(
    fc.property(schedule, (actions) => {
      const world = play(actions, () => undefined);
      world.heal();
      const { box, server, wanted, asked } = world;
      // A stray request may have brought the same picture under a removed id: then it is refused in words, not lost.
      const refused = box?.photos.filter((photo) => photo.state === "refused") ?? [];
      for (const photo of refused) expect(["photo-duplicate", "photo-hash-mismatch"]).toContain(photo.trouble?.code);
      expect(new Set(box?.photos.map((photo) => photo.photoId))).toEqual(new Set(wanted.keys()));
      for (const photo of box?.photos ?? []) if (photo.state !== "refused") expect(photo.state).toBe("confirmed");
      for (const jobId of server.jobs.keys()) expect(asked.has(jobId)).toBe(true);
      const submission = box?.scan.submission;
      if (submission?.state === "asked") expect(refused.length > 0 || wanted.size === 0).toBe(true);
      if (submission?.state === "accepted") expect(server.jobs.has(submission.jobId)).toBe(true);
    }),
    { numRuns: 1500 },
  );
});

test("what was taken out is gone from the server too, unless a request of a dead sender brings it back", () => {
  fc.assert(
    fc.property(schedule, (actions) => {
      const world = play(
        actions.filter((next) => next.do !== "late"),
        () => undefined,
      );
      world.heal();
      const confirmed = world.box?.photos.filter((photo) => photo.state === "confirmed").map((photo) => photo.photoId);
      expect(new Set(world.server.photos.keys())).toEqual(new Set(confirmed));
    }),
    { numRuns: 1000 },
  );
});

test("a deleted scan is gone on both sides once the network is good, whatever happened on the way", () => {
  fc.assert(
    fc.property(withDeletion, (actions) => {
      const world = play(actions, () => undefined);
      world.heal();
      expect(world.box).toBeNull();
      expect(world.server.photos.size).toBe(0);
      expect(world.server.deleted || world.server.name === null).toBe(true);
    }),
    { numRuns: 1000 },
  );
});
