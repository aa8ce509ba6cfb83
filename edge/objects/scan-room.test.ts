import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { expect, test, vi } from "vitest";
import type { LiveEvent } from "#contract/scan";
import { roomOf } from "../adapters/room.ts";
import { useSystem } from "../testing/use-system.ts";

const held = useSystem();

/** Opens the live socket of a scan as a browser does, by its signed address. */
async function listen(scanId: string) {
  const system = held.current;
  const { liveUrl } = await system.view(scanId);
  const answer = await system.fetch(liveUrl.replace(/^ws/, "http"), { headers: { upgrade: "websocket" } });
  expect(answer.status).toBe(101);
  const socket = answer.webSocket as WebSocket;
  const heard: string[] = [];
  socket.accept();
  socket.addEventListener("message", (m) => void heard.push(String(m.data)));
  const events = () => heard.filter((t) => t !== "pong").map((t) => JSON.parse(t) as LiveEvent);
  return { socket, heard, events };
}
const arrive = (read: () => number, count: number) =>
  vi.waitFor(() => expect(read()).toBeGreaterThanOrEqual(count), { timeout: 5000 });

test("who looks is told each step and each change, also after the object slept", async () => {
  const system = held.current;
  const { scanId, worker } = await system.running();
  const live = await listen(scanId);
  await worker.progress("load", "20 photos checked");
  await arrive(() => live.events().length, 2);
  await evictDurableObject(roomOf(system.env, scanId));
  await worker.progress("features", "12 of 20 photos");
  await worker.putManifest(await worker.putFiles());
  await arrive(() => live.events().length, 4);
  const told = live
    .events()
    .map((e) => (e.type === "progress" ? e.progress.text : e.type === "changed" ? e.state : e.type));
  expect(told).toEqual(expect.arrayContaining(["20 photos checked", "running", "12 of 20 photos", "done"]));
  expect(told.at(-1)).toBe("done");
});

test("ping is answered without waking the object", async () => {
  const scanId = await held.current.newScan();
  const live = await listen(scanId);
  live.socket.send("ping");
  await vi.waitFor(() => expect(live.heard).toEqual(["pong"]), { timeout: 5000 });
});

test("a deleted scan says so and hangs up", async () => {
  const system = held.current;
  const scanId = await system.newScan();
  const live = await listen(scanId);
  await system.api("DELETE", `/scans/${scanId}`);
  await arrive(() => live.events().length, 1);
  expect(live.events()).toEqual([{ type: "deleted" }]);
});

test("a live address that was changed, has expired or is of another scan is refused", async () => {
  const system = held.current;
  const [one, two] = [await system.newScan(), await system.newScan()];
  const { liveUrl } = await system.view(one);
  const open = (url: string) => system.fetch(url.replace(/^ws/, "http"), { headers: { upgrade: "websocket" } });
  expect((await open(liveUrl.replace(one, two))).status).toBe(403);
  expect((await open(liveUrl.replace(/expires=\d+/, "expires=9999999999"))).status).toBe(403);
  expect((await system.fetch(liveUrl.replace(/^ws/, "http"))).status).toBe(400);
});

test("late and doubled progress is not shown", async () => {
  const system = held.current;
  const { scanId, jobId } = await system.running();
  const event = (sequence: number, text: string) => ({
    attempt: 1,
    sequence,
    stage: "poses" as const,
    state: "running" as const,
    done: 1,
    total: 2,
    text,
    atMs: 1,
  });
  const room = roomOf(system.env, scanId);
  expect(await room.takeProgress(scanId, jobId, event(4, "newest"))).toBe(true);
  expect(await room.takeProgress(scanId, jobId, event(3, "late"))).toBe(false);
  expect(await room.takeProgress(scanId, jobId, event(4, "again"))).toBe(false);
  expect((await system.view(scanId)).job?.progress.map((p) => p.text)).toEqual(["newest"]);
});

test("the alarm alone finds a finished run: no callback, no manifest, no cron", async () => {
  const system = held.current;
  const { scanId, worker } = await system.running();
  worker.complete(await worker.putFiles());
  expect(await runDurableObjectAlarm(roomOf(system.env, scanId))).toBe(true);
  expect((await system.view(scanId)).state).toBe("done");
  const alarm = await runInDurableObject(roomOf(system.env, scanId), (_, state) => state.storage.getAlarm());
  expect(alarm, "nothing is left to look after").toBeNull();
});

test("an alarm that breaks off midway is followed by another", async () => {
  const system = held.current;
  const { scanId, worker } = await system.running();
  worker.complete(await worker.putFiles());
  const room = roomOf(system.env, scanId);
  const broke = await runInDurableObject(room, async (object) => {
    const inner = object as unknown as { env: { DB: D1Database }; alarm(): Promise<void> };
    const { DB } = inner.env;
    inner.env = { ...inner.env, DB: null as unknown as D1Database };
    const thrown = await inner.alarm().then(
      () => false,
      () => true,
    );
    inner.env = { ...inner.env, DB };
    return thrown;
  });
  expect(broke).toBe(true);
  expect(await runDurableObjectAlarm(room), "another alarm is set").toBe(true);
  expect((await system.view(scanId)).state).toBe("done");
});
