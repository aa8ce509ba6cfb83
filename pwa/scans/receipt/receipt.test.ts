import { expect, test } from "vitest";
import type { OutboxPhoto, ScanBox } from "../../outbox/model.ts";
import { reduce } from "../../outbox/reduce.ts";
import { scanId } from "../../outbox/testing/sim-world.ts";
import { isSafe, receiptOf, receiptOfView, sentenceOf } from "./receipt.ts";
import { receiptCsv } from "./receipt-csv.ts";

const confirmed = { state: "confirmed", receivedAtMs: 1_700_000_000_000, tries: 1 } as const;

function boxOf(...changes: Partial<OutboxPhoto>[]): ScanBox {
  let box = reduce(null, { type: "scan-made", scanId, name: "part" }, 0).box;
  for (const [i] of changes.entries()) {
    const size = { bytes: 5_000, format: "jpeg", widthPx: 1, heightPx: 1, takenAtMs: 0 } as const;
    const photo = { photoId: `p${i}`, pass: 0, name: `${i}.jpg`, sha256: String(i).repeat(64), ...size };
    box = reduce(box, { type: "photo-saved", photo }, 0).box;
  }
  if (!box) throw new Error("no box");
  return { ...box, photos: box.photos.map((photo, i) => ({ ...photo, ...changes[i] })) };
}

test("all confirmed is said safe, in one sentence", () => {
  const receipt = receiptOf(boxOf(confirmed, { ...confirmed, bytesHere: false }));
  expect(isSafe(receipt)).toBe(true);
  expect(sentenceOf(receipt)).toBe("All 2 photos are confirmed by the server: safe to delete from this phone.");
  expect(receipt.rows.map((row) => [row.word, row.why, row.here])).toEqual([
    ["confirmed", null, true],
    ["confirmed", null, false],
  ]);
});

test("what is missing is counted and told, each with its reason", () => {
  const trouble = { code: "photo-duplicate", title: "The same photo", detail: null, todo: "Leave it out." } as const;
  const receipt = receiptOf(
    boxOf(confirmed, {}, { tries: 2 }, { inFlight: true, tries: 1 }, { state: "refused", trouble }),
  );
  expect(isSafe(receipt)).toBe(false);
  expect(sentenceOf(receipt)).toBe("4 of 5 photos are not confirmed (3 waiting, 1 refused): keep them on this phone.");
  expect(receipt.rows.map((row) => row.why)).toEqual([
    null,
    "Not sent yet.",
    "Sent, but no answer came.",
    "On its way.",
    "The same photo. Leave it out.",
  ]);
});

test("a photo without the server's time is not confirmed, whatever this device believes", () => {
  expect(receiptOf(boxOf({ state: "confirmed", receivedAtMs: null })).counts).toEqual({
    confirmed: 0,
    waiting: 1,
    refused: 0,
  });
});

test("photos being removed and scans without photos are no reason to delete anything", () => {
  const receipt = receiptOf(boxOf({ state: "removing" }));
  expect([receipt.rows.length, isSafe(receipt), sentenceOf(receipt)]).toEqual([
    0,
    false,
    "This scan has no photos yet.",
  ]);
});

test("a scan known only from the server is receipted by the server's list", () => {
  const photo = { photoId: "p", pass: 0, name: "a.jpg", sha256: "a".repeat(64), bytes: 9, receivedAtMs: 3 };
  const rest = { format: "jpeg", widthPx: 1, heightPx: 1 } as const;
  const view = { photos: [{ ...photo, ...rest }] } as unknown as Parameters<typeof receiptOfView>[0];
  expect(receiptOfView(view).rows).toEqual([
    {
      ...{ photoId: "p", pass: 0, name: "a.jpg", sha256: "a".repeat(64), bytes: 9 },
      ...{ word: "confirmed", why: null, confirmedAtMs: 3, here: false },
    },
  ]);
});

test("the file holds whole hashes and times in UTC, and no name can be a formula or break its line", () => {
  const csv = receiptCsv(receiptOf(boxOf({ ...confirmed, name: '=1+1,"x"' }, {})));
  expect(csv.split("\r\n")).toEqual([
    "name,pass,sha256,bytes,server,confirmed_at_utc,on_this_device,reason",
    `"'=1+1,""x""",1,${"0".repeat(64)},5000,confirmed,2023-11-14T22:13:20.000Z,yes,`,
    `1.jpg,1,${"1".repeat(64)},5000,waiting,,yes,Not sent yet.`,
    "",
  ]);
});
