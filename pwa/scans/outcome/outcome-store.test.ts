import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { makeDatabase } from "../../device/database.ts";
import { makeOutboxStore } from "../../outbox/store.ts";
import { scanId } from "../../outbox/testing/sim-world.ts";
import { keepOutcome, keepVerdict, readOutcome } from "./outcome-store.ts";

const run = (jobId: string, used: boolean) => ({
  ...{ scanId, jobId, made: true, asked: { ask: "nothing" as const } },
  photos: [{ photoId: "a", name: "a.jpg", used, why: used ? null : "blurred" }],
});
const verdict = (willRegister: boolean) => ({
  ...{ scanId, judgedAtMs: 1 },
  verdict: {
    outcome: "likely" as const,
    confidence: 0.9,
    stills: [{ id: "a", willRegister, registerProbability: 0.9 }],
  },
});

test("a run is compared with the verdict that stood before it, and stays so", async () => {
  const database = makeDatabase("outcomes");
  expect(await readOutcome(database, scanId)).toBeNull();
  expect((await keepOutcome(database, run("j0", true))).comparison).toBeNull();
  await keepVerdict(database, verdict(true));
  expect((await keepOutcome(database, run("j1", false))).comparison?.hopedIds).toEqual(["a"]);
  await keepVerdict(database, verdict(false));
  await keepOutcome(database, run("j1", false));
  expect((await readOutcome(database, scanId))?.comparison?.hopedIds).toEqual(["a"]);
  expect((await keepOutcome(database, run("j2", true))).comparison?.doubtedIds).toEqual(["a"]);
});

test("what is known of a scan's runs goes with the scan", async () => {
  const database = makeDatabase("outcomes-deleted");
  const store = makeOutboxStore(database);
  await store.apply(scanId, { type: "scan-made", scanId, name: "part" });
  await keepVerdict(database, verdict(true));
  await keepOutcome(database, run("j1", true));
  await store.apply(scanId, { type: "delete-asked" });
  expect(await readOutcome(database, scanId)).toBeNull();
  expect(await database.run((db) => db.get("verdicts", scanId))).toBeUndefined();
});
