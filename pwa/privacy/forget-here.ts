import type { Database } from "../device/database.ts";

const all = [
  ...(["scans", "photos", "bytes", "thumbs", "views", "lists", "outcomes", "verdicts", "answers"] as const),
] as const;

/** What this device keeps of scans, all of it: photos, results that were looked at, what was last known. */
export async function forgetHere(
  database: Database,
  caching: CacheStorage | undefined = globalThis.caches,
): Promise<void> {
  await database.run(async (db) => {
    const tx = db.transaction(all, "readwrite", { durability: "strict" });
    await Promise.all([...all.map((store) => tx.objectStore(store).clear()), tx.done]);
  });
  await caching?.delete("results");
}
