import { expect, test } from "vitest";
import type { Command, OutboxEvent, ScanBox, Step } from "./model.ts";
import { photosInFlightMax } from "./plan.ts";
import { reduce } from "./reduce.ts";
import { eventOf, problem, SimServer } from "./testing/sim-server.ts";
import { options, scanId } from "./testing/sim-world.ts";

const online: OutboxEvent = { type: "woken", online: true };

function saved(photoId: string, sha256 = photoId.padStart(64, "0")): OutboxEvent {
  return {
    type: "photo-saved",
    photo: {
      photoId,
      pass: 0,
      name: `${photoId}.jpg`,
      sha256,
      bytes: 10,
      format: "jpeg",
      widthPx: 2000,
      heightPx: 1000,
      takenAtMs: 0,
    },
  };
}

function after(events: OutboxEvent[], from: ScanBox | null = null, nowMs = 0): Step {
  let step: Step = { box: from, commands: [], waitUntilMs: null };
  for (const event of events) step = reduce(step.box, event, nowMs);
  return step;
}

const made: OutboxEvent = { type: "scan-made", scanId, name: "part" };
const known: OutboxEvent = {
  type: "scan-put-answered",
  name: "part",
  answer: { kind: "ok", body: undefined },
  jitter: 0.5,
};

/** A scan the server knows, with photos on their way. */
function sendingBox(...photoIds: string[]): Step {
  return after([made, ...photoIds.map((id) => saved(id)), online, known]);
}

function confirmAll(step: Step): Step {
  const server = new SimServer();
  server.name = "part";
  let current = step;
  let queue: Command[] = [...step.commands];
  while (queue.length > 0) {
    const [command, ...rest] = queue as [Command, ...Command[]];
    current = reduce(current.box, eventOf(command, server.take(command)), 0);
    queue = [...rest, ...current.commands];
  }
  return current;
}

test("asked to compare, the server's list decides: what it no longer holds is sent again, or named as missing", () => {
  const held = confirmAll(sendingBox("a", "b", "c"));
  const freed = held.box?.photos.map((photo) => (photo.photoId === "b" ? { ...photo, bytesHere: false } : photo));
  const box = held.box && { ...held.box, photos: freed ?? [] };
  const asked = after([{ type: "recheck-asked" }, online], box, 5);
  expect(asked.commands).toEqual([{ type: "view-scan", scanId }]);
  const server = new SimServer();
  server.name = "part";
  for (const photo of box?.photos ?? []) server.take({ type: "put-photo", scanId, photo });
  for (const photoId of ["a", "b"]) server.photos.delete(photoId);
  const command = asked.commands[0] as Command;
  const step = reduce(asked.box, eventOf(command, server.take(command)), 7);
  expect(step.box?.photos.map(({ state }) => state)).toEqual(["saved", "refused", "confirmed"]);
  expect(step.box?.photos[1]?.trouble?.code).toBe("photo-missing");
  expect(step.box?.scan.listedAtMs).toBe(7);
  expect(step.commands.map(({ type }) => type)).toEqual(["put-photo"]);
});

test("a scan that the server never heard of is not asked about", () => {
  expect(after([made, { type: "recheck-asked" }]).box?.scan.recheck).toBe(false);
});

const inPlace = (photoId: string, inPlaceOf: string) =>
  ({ ...saved(photoId), inPlaceOf }) as Extract<OutboxEvent, { type: "photo-saved" }>;

test("a photo shot again stands where the old one stood, which is gone in the same step", () => {
  const step = after([inPlace("n", "b")], after([made, saved("a"), saved("b"), saved("c")], null, 5).box, 9);
  expect(step.box?.photos.map(({ photoId, addedAtMs }) => [photoId, addedAtMs])).toEqual([
    ["a", 5],
    ["n", 5],
    ["c", 5],
  ]);
});

test("a photo that the server may hold is replaced here at once, and there when it is told", () => {
  const step = after([inPlace("n", "a"), online], confirmAll(sendingBox("a", "b")).box);
  expect(step.box?.photos.map(({ photoId, state }) => [photoId, state])).toEqual([
    ["a", "removing"],
    ["n", "saved"],
    ["b", "confirmed"],
  ]);
  expect(step.commands.map(({ type }) => type).toSorted()).toEqual(["delete-photo", "put-photo"]);
});

test("nothing is replaced in a scan that was asked to be sent, nor by a photo that is there already", () => {
  const asked = after([made, saved("a"), saved("b"), { type: "submit-asked", jobId: "j", options }]);
  expect(after([inPlace("n", "a")], asked.box).box?.photos.map(({ photoId }) => photoId)).toEqual(["a", "b"]);
  const same = { ...saved("n", "b".padStart(64, "0")), inPlaceOf: "a" } as OutboxEvent;
  const both = after([made, saved("a"), saved("b")]);
  expect(after([same], both.box).box?.photos.map(({ photoId }) => photoId)).toEqual(["a", "b"]);
});

test("a photo shot again for one that was taken out meanwhile is kept, as the last", () => {
  const step = after([made, saved("a"), saved("b"), { type: "photo-removed", photoId: "a" }, inPlace("n", "a")]);
  expect(step.box?.photos.map(({ photoId }) => photoId)).toEqual(["b", "n"]);
});

test("the scan is made known before any photo is sent", () => {
  const step = after([made, saved("a"), online]);
  expect(step.commands).toEqual([{ type: "put-scan", scanId, name: "part", createdAtMs: 0 }]);
  expect(reduce(step.box, known, 0).commands.map((command) => command.type)).toEqual(["put-photo"]);
});

test("no more photos are on their way than the limit", () => {
  const step = sendingBox("a", "b", "c", "d", "e");
  expect(step.commands).toHaveLength(photosInFlightMax);
});

test("a receipt with another hash does not confirm the photo; it is sent again", () => {
  const step = sendingBox("a");
  const photo = step.box?.photos[0];
  if (!photo) throw new Error("no photo");
  const { photoId, pass, name, bytes, format, widthPx, heightPx } = photo;
  const receipt = { photoId, pass, name, bytes, format, widthPx, heightPx, sha256: "f".repeat(64), receivedAtMs: 1 };
  const next = reduce(
    step.box,
    { type: "photo-put-answered", photoId, answer: { kind: "ok", body: receipt }, jitter: 0.5 },
    0,
  );
  expect(next.box?.photos[0]?.state).toBe("saved");
  expect(next.waitUntilMs).toBeGreaterThan(0);
});

test("bytes changed on the way are sent again at once, but not for ever", () => {
  let step = sendingBox("a");
  let sends = 0;
  while (step.commands.some((command) => command.type === "put-photo") && sends < 50) {
    sends += 1;
    step = reduce(
      step.box,
      { type: "photo-put-answered", photoId: "a", answer: problem("photo-hash-mismatch"), jitter: 0.5 },
      0,
    );
  }
  expect(sends).toBe(5);
  expect(step.box?.photos[0]).toMatchObject({ state: "refused", trouble: { code: "photo-hash-mismatch" } });
});

test("a photo the server never takes is shown refused with the server's words, and the others go on", () => {
  const step = sendingBox("a", "b");
  const next = reduce(
    step.box,
    { type: "photo-put-answered", photoId: "a", answer: problem("photo-truncated"), jitter: 0.5 },
    0,
  );
  expect(next.box?.photos[0]).toMatchObject({ state: "refused", trouble: { title: "The photo is cut short" } });
  expect(next.box?.photos[1]).toMatchObject({ state: "saved", inFlight: true });
});

test("bytes that changed on this device are never sent: the photo is refused", () => {
  const next = reduce(
    sendingBox("a").box,
    { type: "photo-put-answered", photoId: "a", answer: { kind: "damaged" }, jitter: 0.5 },
    0,
  );
  expect(next.box?.photos[0]).toMatchObject({ state: "refused", trouble: { code: "photo-damaged-here" } });
});

test("a busy server is left alone for as long as it asks", () => {
  const next = reduce(
    sendingBox("a").box,
    { type: "photo-put-answered", photoId: "a", answer: problem("rate-limited", 60_000), jitter: 0.5 },
    1_000,
  );
  expect(next.waitUntilMs).toBe(61_000);
  expect(reduce(next.box, online, 30_000).commands).toEqual([]);
  expect(reduce(next.box, online, 61_000).commands).toHaveLength(1);
});

test("a returning network ends the wait that a lost one began", () => {
  const next = reduce(
    sendingBox("a").box,
    { type: "photo-put-answered", photoId: "a", answer: { kind: "unreachable" }, jitter: 0.5 },
    0,
  );
  expect(reduce(next.box, { type: "woken", online: false }, 100).commands).toEqual([]);
  expect(reduce(next.box, online, 100).commands).toHaveLength(1);
});

test("failures side by side count as one", () => {
  let step = sendingBox("a", "b", "c");
  for (const photoId of ["a", "b", "c"])
    step = reduce(step.box, { type: "photo-put-answered", photoId, answer: { kind: "unreachable" }, jitter: 0.5 }, 0);
  expect(step.box?.scan.failures).toBe(1);
});

test("a scan is submitted only when every photo is confirmed, with exactly these photos", () => {
  const asked = reduce(sendingBox("a", "b").box, { type: "submit-asked", jobId: "j", options }, 0);
  expect(reduce(asked.box, online, 0).commands.filter((command) => command.type === "submit")).toEqual([]);
  const step = after([{ type: "drain-started" }], asked.box);
  const done = confirmAll(step);
  expect(done.box?.scan.submission?.state).toBe("accepted");
});

test("asking twice to send makes one job", () => {
  const step = after([
    made,
    saved("a"),
    { type: "submit-asked", jobId: "first", options },
    { type: "submit-asked", jobId: "second", options },
  ]);
  expect(step.box?.scan.submission?.jobId).toBe("first");
});

test("when the server misses photos, they are compared and sent again", () => {
  const asked = reduce(confirmAll(sendingBox("a", "b")).box, { type: "submit-asked", jobId: "j", options }, 0);
  const refused = after(
    [online, { type: "submit-answered", jobId: "j", answer: problem("photo-missing"), jitter: 0.5 }],
    asked.box,
  );
  const [view] = reduce(refused.box, online, 1e9).commands;
  expect(view?.type).toBe("view-scan");
  const empty = new SimServer();
  empty.name = "part";
  if (!view) throw new Error("nothing to view");
  const compared = reduce(after([online], refused.box, 1e9).box, eventOf(view, empty.take(view)), 1e9);
  expect(compared.commands.map((command) => command.type)).toEqual(["put-photo", "put-photo"]);
});

test("freed space is never a photo that is not confirmed", () => {
  const half = sendingBox("a", "b");
  const first = half.commands[0];
  if (!first) throw new Error("nothing sent");
  const server = new SimServer();
  server.name = "part";
  const one = reduce(half.box, eventOf(first, server.take(first)), 0);
  const freed = reduce(one.box, { type: "space-freed" }, 0);
  expect(freed.box?.photos.map((photo) => photo.bytesHere)).toEqual([false, true]);
});

test("a scan that never left this device is deleted without the server", () => {
  expect(after([made, saved("a"), { type: "delete-asked" }]).box).toBeNull();
});

test("the same picture twice is one photo", () => {
  expect(after([made, saved("a", "0".repeat(64)), saved("b", "0".repeat(64))]).box?.photos).toHaveLength(1);
});

test("what stops a scan is told and nothing more is sent, until the person acts", () => {
  const refused: OutboxEvent = {
    type: "scan-put-answered",
    name: "part",
    answer: problem("request-invalid"),
    jitter: 0.5,
  };
  const stopped = after([made, saved("a"), online, refused, online]);
  expect(stopped.box?.scan.trouble?.code).toBe("request-invalid");
  expect(stopped.commands).toEqual([]);
  const renamed = after([{ type: "scan-renamed", name: "bracket" }, online], stopped.box);
  expect(renamed.commands).toEqual([{ type: "put-scan", scanId, name: "bracket", createdAtMs: 0 }]);
});
