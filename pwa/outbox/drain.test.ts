import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { makeDatabase } from "../device/database.ts";
import type { Change, Changes } from "./changes.ts";
import { type DrainPorts, drain } from "./drain.ts";
import type { Command } from "./model.ts";
import { makeOutboxStore } from "./store.ts";
import { eventOf, SimServer } from "./testing/sim-server.ts";
import { scanId } from "./testing/sim-world.ts";

let serial = 0;

function makePhone() {
  serial += 1;
  const store = makeOutboxStore(makeDatabase(`drain-${serial}`));
  const listeners = new Set<(change: Change) => void>();
  const changes: Changes = {
    tell: (change) => {
      for (const heard of listeners) heard(change);
    },
    listen: (heard) => {
      listeners.add(heard);
      return () => listeners.delete(heard);
    },
  };
  const server = new SimServer();
  const sent: Command[] = [];
  let held: Promise<unknown> = Promise.resolve();
  const ports: DrainPorts = {
    store,
    changes,
    online: () => true,
    send: async (command) => {
      sent.push(command);
      await new Promise((resolve) => setTimeout(resolve, 1));
      return eventOf(command, server.take(command));
    },
    alone: (work) => {
      const mine = held.then(work);
      held = mine.catch(() => undefined);
      return mine;
    },
  };
  const add = (photoId: string) =>
    store.apply(scanId, {
      type: "photo-saved",
      photo: {
        photoId,
        pass: 0,
        name: "p.jpg",
        sha256: photoId.padStart(64, "0"),
        bytes: 10,
        format: "jpeg",
        widthPx: 2000,
        heightPx: 1000,
        takenAtMs: 0,
      },
    });
  return { store, changes, server, sent, ports, add };
}

test("a drain sends everything and then ends with nothing to wait for", async () => {
  const phone = makePhone();
  await phone.store.apply(scanId, { type: "scan-made", scanId, name: "part" });
  for (let i = 0; i < 12; i++) await phone.add(`p${i}`);
  expect(await drain(phone.ports)).toEqual({ nextAtMs: null });
  expect(phone.server.photos.size).toBe(12);
  expect((await phone.store.box(scanId))?.photos.every((photo) => photo.state === "confirmed")).toBe(true);
});

test("two drains at once send each photo once", async () => {
  const phone = makePhone();
  await phone.store.apply(scanId, { type: "scan-made", scanId, name: "part" });
  for (let i = 0; i < 6; i++) await phone.add(`p${i}`);
  await Promise.all([drain(phone.ports), drain(phone.ports)]);
  expect(phone.sent.filter((command) => command.type === "put-photo")).toHaveLength(6);
});

test("a photo added while a drain runs is taken up by it", async () => {
  const phone = makePhone();
  await phone.store.apply(scanId, { type: "scan-made", scanId, name: "part" });
  await phone.add("first");
  const running = drain(phone.ports);
  await phone.add("second");
  phone.changes.tell({ type: "poke" });
  await running;
  expect([...phone.server.photos.keys()].sort()).toEqual(["first", "second"]);
});

test("what a dead drain left on its way is sent again under the same id", async () => {
  const phone = makePhone();
  await phone.store.apply(scanId, { type: "scan-made", scanId, name: "part" });
  await phone.add("a");
  await phone.store.apply(scanId, { type: "woken", online: true });
  await drain(phone.ports);
  expect([...phone.server.photos.keys()]).toEqual(["a"]);
});

test("without a network the drain ends at once and says when to try again", async () => {
  const phone = makePhone();
  await phone.store.apply(scanId, { type: "scan-made", scanId, name: "part" });
  await phone.add("a");
  const drained = await drain({ ...phone.ports, send: async (command) => eventOf(command, { kind: "unreachable" }) });
  expect(drained.nextAtMs).toBeGreaterThan(Date.now());
});
