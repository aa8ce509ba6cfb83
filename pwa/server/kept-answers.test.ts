import "fake-indexeddb/auto";
import * as v from "valibot";
import { expect, test } from "vitest";
import { makeDatabase } from "../device/database.ts";
import { keepAnswer, keptAnswer } from "./kept-answers.ts";

const schema = v.object({ used: v.number() });

test("the last answer is known without a network, with its time", async () => {
  const database = makeDatabase("kept");
  await keepAnswer(database, "quota", { used: 1 }, 5);
  await keepAnswer(database, "quota", { used: 2 }, 7);
  expect(await keptAnswer(database, "quota", schema)).toEqual({ body: { used: 2 }, atMs: 7 });
  expect(await keptAnswer(database, "plans", schema)).toBeNull();
});

test("what another version of the app kept in another form is not taken for an answer", async () => {
  const database = makeDatabase("kept-other");
  await keepAnswer(database, "quota", { models: 1 }, 5);
  expect(await keptAnswer(database, "quota", schema)).toBeNull();
});
