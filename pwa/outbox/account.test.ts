import { expect, test } from "vitest";
import type { OutboxEvent, ScanBox, Step } from "./model.ts";
import { reduce } from "./reduce.ts";
import { problem } from "./testing/sim-server.ts";
import { options, scanId } from "./testing/sim-world.ts";

const accountId = "0f0e0d0c-0b0a-4908-8706-050403020100";
const online: OutboxEvent = { type: "woken", online: true };
const left: OutboxEvent = { type: "account-left", accountId };
const joined: OutboxEvent = { type: "account-joined", accountId };
const ok = { kind: "ok" as const, body: undefined };

function after(events: OutboxEvent[], from: ScanBox | null = null, nowMs = 0): Step {
  let step: Step = { box: from, commands: [], waitUntilMs: null };
  for (const event of events) step = reduce(step.box, event, nowMs);
  return step;
}

const made: OutboxEvent = { type: "scan-made", scanId, name: "part" };
const known = after([made, online, { type: "scan-put-answered", name: "part", answer: ok, jitter: 0.5 }]).box;
const photo: OutboxEvent = {
  type: "photo-saved",
  photo: {
    ...{ photoId: "a", pass: 0, name: "a.jpg", sha256: "a".repeat(64), bytes: 10, format: "jpeg" as const },
    ...{ widthPx: 2000, heightPx: 1000, takenAtMs: 0 },
  },
};

test("signed out, nothing of an account's scan is sent, not even its deletion; photos stay on the device", () => {
  const held = after([left, photo, online], known);
  expect(held.commands).toEqual([]);
  expect(held.box?.photos).toHaveLength(1);
  expect(after([{ type: "delete-asked" }, online], held.box).commands).toEqual([]);
});

test("signed in to the same account again, what the server holds is compared first, then the rest is sent", () => {
  const held = after([left, photo, { type: "scan-renamed", name: "other" }], known).box;
  expect(after([joined, online], held).commands).toEqual([{ type: "view-scan", scanId }]);
  const deleted = after([left, { type: "delete-asked" }], known).box;
  expect(after([joined, online], deleted).commands).toEqual([{ type: "delete-scan", scanId }]);
});

test("signed in to another account, the scan of the first one is still not sent", () => {
  const held = after([left, photo], known).box;
  const other: OutboxEvent = { type: "account-joined", accountId: "another" };
  expect(after([other, online], held).commands).toEqual([]);
  expect(after([other, left, online], held).box?.scan.heldBy).toBe(accountId);
});

test("a scan that the server never heard of is the device's own, with an account or without", () => {
  const step = after([made, left, online]);
  expect(step.commands).toMatchObject([{ type: "put-scan", scanId }]);
  const inWorkspace = after([{ ...made, workspaceId: "organisation" }, left, online]);
  expect(inWorkspace.commands).toEqual([]);
});

test("what the dead token of a signed-out device was refused is forgotten on signing in", () => {
  const refused = after(
    [photo, online, { type: "photo-put-answered", photoId: "a", answer: problem("unauthorized"), jitter: 0.5 }],
    known,
  ).box;
  expect(refused?.scan.trouble?.code).toBe("unauthorized");
  const step = after([left, joined, online], refused);
  expect(step.box?.scan.trouble).toBeNull();
  expect(step.commands).toEqual([{ type: "view-scan", scanId }]);
});

const jobId = "job";
const refusals = ["trial-used", "quota-used", "spending-cap-reached", "day-used", "plan-read-only", "sign-in-needed"];

test("a submission that the plan refuses is not asked again by itself, and can be sent again", () => {
  const held = {
    scan: known?.scan,
    photos: [{ ...after([photo], known).box?.photos[0], state: "confirmed" }],
  } as ScanBox;
  const asked: OutboxEvent = { type: "submit-asked", jobId, options };
  const sent = after([asked, online], held);
  expect(sent.commands).toMatchObject([{ type: "submit", jobId }]);
  for (const code of refusals) {
    const answer = problem(code as "day-used");
    const refused = after([{ type: "submit-answered", jobId, answer, jitter: 0.5 }], sent.box, 10);
    expect(refused.waitUntilMs, code).toBeNull();
    expect(refused.box?.scan.submission, code).toMatchObject({ state: "refused", trouble: { code } });
    expect(after([online], refused.box, 86_400_000).commands, code).toEqual([]);
    const again = after([{ ...asked, jobId: "other" }, online], refused.box, 86_400_000);
    expect(again.commands, code).toMatchObject([{ type: "submit", jobId: "other" }]);
  }
});

test("too many requests in general are still waited out", () => {
  const answer = { ...problem("rate-limited"), retryAfterMs: 60_000 };
  const step = after([photo, online, { type: "photo-put-answered", photoId: "a", answer, jitter: 0.5 }], known, 0);
  expect(step.waitUntilMs).toBe(60_000);
});
