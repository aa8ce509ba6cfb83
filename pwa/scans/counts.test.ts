import { expect, test } from "vitest";
import type { OutboxPhoto, ScanBox } from "../outbox/model.ts";
import { reduce } from "../outbox/reduce.ts";
import { scanId } from "../outbox/testing/sim-world.ts";
import { countPhotos, readiness, shownState } from "./counts.ts";
import { canReplace, mergeScans, statusOf } from "./scan-status.ts";

function boxWith(count: number, change: (photo: OutboxPhoto, i: number) => Partial<OutboxPhoto> = () => ({})): ScanBox {
  let box = reduce(null, { type: "scan-made", scanId, name: "part" }, 0).box;
  for (let i = 0; i < count; i++) {
    const photo = {
      photoId: `p${i}`,
      pass: 0,
      name: "p.jpg",
      sha256: String(i).padStart(64, "0"),
      bytes: 1,
      format: "jpeg" as const,
      widthPx: 1,
      heightPx: 1,
      takenAtMs: 0,
    };
    box = reduce(box, { type: "photo-saved", photo }, 0).box;
  }
  if (!box) throw new Error("no box");
  return { ...box, photos: box.photos.map((photo, i) => ({ ...photo, ...change(photo, i) })) };
}

test("a photo is shown sent, not saved, once it left this device without a receipt", () => {
  expect(shownState({ state: "saved", inFlight: false, tries: 0 })).toBe("saved");
  expect(shownState({ state: "saved", inFlight: true, tries: 1 })).toBe("sending");
  expect(shownState({ state: "saved", inFlight: false, tries: 1 })).toBe("sent");
  expect(shownState({ state: "confirmed", inFlight: false, tries: 1 })).toBe("confirmed");
});

test("photos that are being removed are not counted", () => {
  const box = boxWith(3, (_, i) => (i === 0 ? { state: "removing" } : {}));
  expect(countPhotos(box.photos)).toEqual({ saved: 2, sending: 0, confirmed: 0, refused: 0 });
});

test("a scan can be sent when each pass has enough photos and none is refused", () => {
  expect(readiness(boxWith(0))).toEqual({ ready: false, why: "no-photos" });
  expect(readiness(boxWith(17))).toEqual({ ready: false, why: "too-few", pass: 0, missing: 3 });
  expect(readiness(boxWith(20))).toEqual({ ready: true });
  expect(readiness(boxWith(21, (_, i) => (i === 4 ? { state: "refused" } : {})))).toEqual({
    ready: false,
    why: "refused",
    count: 1,
  });
  expect(readiness(boxWith(25, (_, i) => (i > 20 ? { pass: 1 } : {})))).toEqual({
    ready: false,
    why: "too-few",
    pass: 1,
    missing: 16,
  });
});

test("what this device still has to send comes before what the server last said", () => {
  const asked = reduce(
    boxWith(20),
    { type: "submit-asked", jobId: "j", options: { scale: { mat: "auto" }, quality: "draft" } },
    0,
  ).box;
  expect(statusOf(asked, "failed", true)).toBe("sending");
  expect(statusOf(asked, "failed", false)).toBe("waiting");
  expect(statusOf(boxWith(20), "running", true)).toBe("running");
  expect(statusOf(null, "done", false)).toBe("done");
});

test("photos are shot again in their place until the scan is sent, and once more after its result", () => {
  expect((["draft", "held", "done", "failed", "cancelled"] as const).filter((status) => !canReplace(status))).toEqual(
    [],
  );
  expect((["waiting", "sending", "queued", "running", "deleting"] as const).filter(canReplace)).toEqual([]);
});

test("a scan known here and on the server is listed once; one being deleted is not listed", () => {
  const summary = {
    scanId,
    name: "old name",
    state: "done" as const,
    label: "analytic" as const,
    photoCount: 20,
    createdAtMs: 0,
    updatedAtMs: 5,
    previewUrl: "/x",
  };
  const other = { ...summary, scanId: "5ca00000-0000-4000-8000-000000000001", updatedAtMs: 9 };
  const items = mergeScans([boxWith(20)], [summary, other], true);
  expect(items.map((item) => [item.scanId, item.name, item.status])).toEqual([
    [other.scanId, "old name", "done"],
    [scanId, "part", "done"],
  ]);
  const box = boxWith(20);
  expect(mergeScans([{ ...box, scan: { ...box.scan, deleting: true } }], [summary], true)).toEqual([]);
});
