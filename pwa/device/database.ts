import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { ScanList, ScanView } from "#contract/scan";
import type { OutboxPhoto, OutboxScan } from "../outbox/model.ts";
import type { KeptVerdict, ScanOutcome } from "../scans/outcome/outcome-store.ts";

/** Everything this device keeps. Photos' bytes stand apart from their records: lists must not load megabytes. */
export interface CaliperDb extends DBSchema {
  scans: { key: string; value: OutboxScan };
  photos: { key: string; value: OutboxPhoto; indexes: { scanId: string } };
  /** ArrayBuffers, not Blobs: stored Blobs come back empty on some iOS versions. */
  bytes: { key: string; value: { photoId: string; bytes: ArrayBuffer; savedAtMs: number } };
  thumbs: { key: string; value: { photoId: string; bytes: ArrayBuffer } };
  /** The server's last answers, to show what is known without a network. */
  views: { key: string; value: ScanView };
  lists: { key: string; value: ScanList };
  /** What the server made of the newest run, and what this device had foretold. */
  outcomes: { key: string; value: ScanOutcome };
  verdicts: { key: string; value: KeptVerdict };
  device: { key: string; value: string };
  /** The server's last answers about account, plan and notices, to show what is known without a network. */
  answers: { key: string; value: { atMs: number; body: unknown } };
}

export type Db = IDBPDatabase<CaliperDb>;

function open(name: string): Promise<Db> {
  return openDB<CaliperDb>(name, 3, {
    upgrade(db, before) {
      if (before < 3) db.createObjectStore("answers");
      if (before < 2) {
        db.createObjectStore("outcomes", { keyPath: "scanId" });
        db.createObjectStore("verdicts", { keyPath: "scanId" });
      }
      if (before >= 1) return;
      db.createObjectStore("scans", { keyPath: "scanId" });
      db.createObjectStore("photos", { keyPath: "photoId" }).createIndex("scanId", "scanId");
      db.createObjectStore("bytes", { keyPath: "photoId" });
      db.createObjectStore("thumbs", { keyPath: "photoId" });
      db.createObjectStore("views", { keyPath: "scanId" });
      db.createObjectStore("lists");
      db.createObjectStore("device");
    },
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase).close();
    },
  });
}

export type Database = { run<Result>(work: (db: Db) => Promise<Result>): Promise<Result>; close(): Promise<void> };

/**
 * One connection, opened when first needed. iOS kills connections while the app is in the background, and the
 * next call fails: it is then reopened and the work done once more. The work must therefore be one transaction.
 */
export function makeDatabase(name = "caliper"): Database {
  let connection: Promise<Db> | null = null;

  const connect = () => {
    connection ??= open(name).then((db) => {
      db.addEventListener("close", () => {
        connection = null;
      });
      return db;
    });
    return connection;
  };

  return {
    async run(work) {
      try {
        return await work(await connect());
      } catch (error) {
        if (!connectionDied(error)) throw error;
        connection = null;
        return await work(await connect());
      }
    },
    async close() {
      (await connection)?.close();
      connection = null;
    },
  };
}

const deathNames = new Set(["InvalidStateError", "UnknownError", "AbortError"]);

function connectionDied(error: unknown): boolean {
  return error instanceof Error && deathNames.has(error.name) && !storageFull(error);
}

/** Chromium and Safari say it by this name; Firefox may abort the transaction with it as the cause. */
export function storageFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === "QuotaExceededError" || storageFull(error.cause);
}
