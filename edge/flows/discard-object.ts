import type { Db } from "../db/client.ts";
import { condemnSql, isCondemned, pardon } from "../db/photos.ts";
import { photoKey } from "../domain/storage-keys.ts";

/**
 * Deletes a photo's object that no row holds. While its key is condemned no row can adopt it, and an upload looks for
 * its object after it has written its row: so either the row came first and the object stays, or the upload sees it gone.
 */
export async function discardObject(
  files: R2Bucket,
  db: Db,
  scanId: string,
  sha256: string,
  nowMs: number,
): Promise<boolean> {
  const key = photoKey(scanId, sha256);
  await db.run(condemnSql(key, scanId, sha256, nowMs));
  if (!(await isCondemned(db, key))) return false;
  await files.delete(key);
  await pardon(db, key);
  return true;
}
