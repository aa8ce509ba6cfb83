import type { IDBPTransaction } from "idb";
import type { CaliperDb, Database } from "../device/database.ts";
import type { OutboxEvent, OutboxPhoto, OutboxScan, ScanBox, Step } from "./model.ts";
import { reduce } from "./reduce.ts";

/** Bytes whose photo was never recorded (a crash between the two) are dropped after this long. */
const orphanAgeMs = 10 * 60_000;

const stores = ["scans", "photos", "bytes", "thumbs", "views", "outcomes", "verdicts"] as const;

export type OutboxStore = ReturnType<typeof makeOutboxStore>;

/**
 * The outbox in IndexedDB. An event is applied inside one transaction over the scan's records: tabs and the service
 * worker see one order of events, and a crash leaves the state before or after, never between.
 */
export function makeOutboxStore(database: Database, now: () => number = Date.now) {
  return {
    apply: (scanId: string, event: OutboxEvent): Promise<Step> =>
      database.run(async (db) => {
        const tx = db.transaction(stores, "readwrite", { durability: "strict" });
        const before = await load(tx.objectStore("scans"), tx.objectStore("photos"), scanId);
        const step = reduce(before, event, now());
        await Promise.all([...write(tx, scanId, before, step.box), tx.done]);
        return step;
      }),

    box: (scanId: string): Promise<ScanBox | null> =>
      database.run(async (db) => {
        const tx = db.transaction(["scans", "photos"]);
        return load(tx.objectStore("scans"), tx.objectStore("photos"), scanId);
      }),

    scanIds: (): Promise<string[]> => database.run((db) => db.getAllKeys("scans")),

    /** Removes bytes and thumbnails that no photo refers to. */
    sweep: (): Promise<void> =>
      database.run(async (db) => {
        const tx = db.transaction(["photos", "bytes", "thumbs"], "readwrite");
        const known = new Set(await tx.objectStore("photos").getAllKeys());
        const oldestMs = now() - orphanAgeMs;
        for (const photoId of await tx.objectStore("bytes").getAllKeys()) {
          if (known.has(photoId)) continue;
          const entry = await tx.objectStore("bytes").get(photoId);
          if (!entry || entry.savedAtMs > oldestMs) continue;
          await tx.objectStore("bytes").delete(photoId);
          await tx.objectStore("thumbs").delete(photoId);
        }
        await tx.done;
      }),
  };
}

type Scans = { get(scanId: string): Promise<OutboxScan | undefined> };
type Photos = { index(name: "scanId"): { getAll(scanId: string): Promise<OutboxPhoto[]> } };

async function load(scans: Scans, photos: Photos, scanId: string): Promise<ScanBox | null> {
  const scan = await scans.get(scanId);
  if (!scan) return null;
  const found = await photos.index("scanId").getAll(scanId);
  return { scan, photos: found.sort((a, b) => a.addedAtMs - b.addedAtMs || (a.photoId < b.photoId ? -1 : 1)) };
}

type WriteTx = IDBPTransaction<CaliperDb, typeof stores, "readwrite">;

/** Stores what the step changed; bytes go with the photo that left, or when the person freed their space. */
function write(tx: WriteTx, scanId: string, before: ScanBox | null, after: ScanBox | null): Promise<unknown>[] {
  const scans = tx.objectStore("scans");
  const photos = tx.objectStore("photos");
  const bytes = tx.objectStore("bytes");
  const writes: Promise<unknown>[] = after
    ? [scans.put(after.scan)]
    : [
        scans.delete(scanId),
        ...(["views", "outcomes", "verdicts"] as const).map((name) => tx.objectStore(name).delete(scanId)),
      ];
  const old = new Map(before?.photos.map((photo) => [photo.photoId, photo]));
  for (const photo of after?.photos ?? []) {
    const was = old.get(photo.photoId);
    old.delete(photo.photoId);
    if (was === photo) continue;
    writes.push(photos.put(photo));
    if (was?.bytesHere && !photo.bytesHere) writes.push(bytes.delete(photo.photoId));
  }
  for (const photoId of old.keys()) {
    writes.push(photos.delete(photoId), bytes.delete(photoId), tx.objectStore("thumbs").delete(photoId));
  }
  return writes;
}
