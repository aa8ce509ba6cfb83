import { type Database, storageFull } from "../device/database.ts";
import { sha256Hex } from "../device/sha256.ts";

export type SaveOutcome = { ok: true } | { ok: false; code: "storage-full" | "write-failed" };

/**
 * Writes a photo's bytes, waits until the transaction is complete, reads them back and compares the hash:
 * only then may "saved on this device" be shown.
 */
export async function savePhotoBytes(
  database: Database,
  photo: { photoId: string; sha256: string; bytes: ArrayBuffer; thumb: ArrayBuffer | null },
  nowMs: number,
): Promise<SaveOutcome> {
  const { photoId, sha256, bytes, thumb } = photo;
  try {
    await database.run(async (db) => {
      const tx = db.transaction(["bytes", "thumbs"], "readwrite", { durability: "strict" });
      const writes: Promise<unknown>[] = [tx.objectStore("bytes").put({ photoId, bytes, savedAtMs: nowMs })];
      if (thumb) writes.push(tx.objectStore("thumbs").put({ photoId, bytes: thumb }));
      await Promise.all([...writes, tx.done]);
    });
  } catch (error) {
    await dropPhotoBytes(database, photoId).catch(() => undefined);
    if (storageFull(error)) return { ok: false, code: "storage-full" };
    throw error;
  }
  const back = await readPhotoBytes(database, photoId);
  if (back !== null && (await sha256Hex(back)) === sha256) return { ok: true };
  await dropPhotoBytes(database, photoId);
  return { ok: false, code: "write-failed" };
}

export async function readPhotoBytes(database: Database, photoId: string): Promise<ArrayBuffer | null> {
  return (await database.run((db) => db.get("bytes", photoId)))?.bytes ?? null;
}

export async function readThumb(database: Database, photoId: string): Promise<ArrayBuffer | null> {
  return (await database.run((db) => db.get("thumbs", photoId)))?.bytes ?? null;
}

export function dropPhotoBytes(database: Database, photoId: string): Promise<void> {
  return database.run(async (db) => {
    const tx = db.transaction(["bytes", "thumbs"], "readwrite");
    await Promise.all([tx.objectStore("bytes").delete(photoId), tx.objectStore("thumbs").delete(photoId), tx.done]);
  });
}
