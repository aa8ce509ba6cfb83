import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type Aging, keptMsOf, noticeBeforeMs, retentionStep } from "./retention.ts";

const day = 86_400_000;
const kept = 30 * day;
const old: Aging = { sinceMs: 0, noticedAtMs: null, hasFiles: true, isAlive: false };

test("an owner is told three days before, and the files go on the thirtieth", () => {
  expect(retentionStep(old, kept, 27 * day - 1)).toEqual({ do: "nothing" });
  expect(retentionStep(old, kept, 27 * day)).toEqual({ do: "tell", deletesAtMs: 30 * day });
  const told = { ...old, noticedAtMs: 27 * day };
  expect(retentionStep(told, kept, 30 * day - 1)).toEqual({ do: "nothing" });
  expect(retentionStep(told, kept, 30 * day)).toEqual({ do: "delete" });
});

test("what runs, or has no files, is left alone", () => {
  const told = { ...old, noticedAtMs: 27 * day };
  expect(retentionStep({ ...told, isAlive: true }, kept, 40 * day)).toEqual({ do: "nothing" });
  expect(retentionStep({ ...told, hasFiles: false }, kept, 40 * day)).toEqual({ do: "nothing" });
});

test("however cron comes, nothing goes before its day, nor without three days' notice, and all goes in the end", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 20 * day }), { minLength: 1, maxLength: 40 }), (pauses) => {
      let nowMs = 0;
      let noticedAtMs: number | null = null;
      for (const pause of [...pauses, 60 * day, 4 * day]) {
        nowMs += pause;
        const step = retentionStep({ ...old, noticedAtMs }, kept, nowMs);
        if (step.do === "tell") {
          expect(step.deletesAtMs - nowMs).toBeGreaterThanOrEqual(noticeBeforeMs);
          noticedAtMs = nowMs;
        }
        if (step.do === "delete") {
          expect(nowMs).toBeGreaterThanOrEqual(kept);
          expect(nowMs - (noticedAtMs ?? nowMs)).toBeGreaterThanOrEqual(noticeBeforeMs);
          return;
        }
      }
      expect.unreachable("the files were never deleted");
    }),
  );
});

test("thirty days unless set; 0 keeps files for ever", () => {
  expect([undefined, "90", "1", "0", "soon"].map(keptMsOf)).toEqual([kept, 90 * day, 3 * day, null, kept]);
});
