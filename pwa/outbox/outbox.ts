import type { Database } from "../device/database.ts";
import { makeServer, type Server } from "../server/server.ts";
import { makeWays } from "../server/way.ts";
import { type Changes, makeChanges } from "./changes.ts";
import { type Drained, drain } from "./drain.ts";
import type { PersonEvent, ScanBox } from "./model.ts";
import { makeSend } from "./send.ts";
import { makeOutboxStore, type OutboxStore } from "./store.ts";

const lockName = "caliper-drain";

export type Outbox = {
  server: Server;
  store: OutboxStore;
  changes: Changes;
  /** Stores what a person did; the next drain acts on it. */
  act(scanId: string, event: PersonEvent): Promise<ScanBox | null>;
  drain(): Promise<Drained>;
};

/** The outbox with this device's database, network and locks: the same in a page and in the service worker. */
export function makeOutbox(database: Database): Outbox {
  const store = makeOutboxStore(database);
  const changes = makeChanges();
  const server = makeServer(makeWays(database));
  const send = makeSend(database, server);
  return {
    server,
    store,
    changes,
    async act(scanId, event) {
      const { box } = await store.apply(scanId, event);
      changes.tell({ type: "changed", scanId });
      return box;
    },
    drain: () =>
      drain({
        store,
        changes,
        send,
        alone: (work) => navigator.locks.request(lockName, work),
        online: () => navigator.onLine,
      }),
  };
}
