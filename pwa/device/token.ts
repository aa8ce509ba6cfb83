import type { Database } from "./database.ts";

const key = "token";

/** The secret that owns this device's scans: "cd_" and 256 random bits. Made here, once; the edge keeps only its hash. */
export async function deviceToken(database: Database): Promise<string> {
  const there = await database.run((db) => db.get("device", key));
  if (there !== undefined) return there;
  const fresh = newToken();
  return database.run(async (db) => {
    const tx = db.transaction("device", "readwrite");
    const known = await tx.store.get(key);
    if (known === undefined) await tx.store.put(fresh, key);
    await tx.done;
    return known ?? fresh;
  });
}

/** Another secret in the place of one that the server no longer takes; what that one owned is not reached with it. */
export async function freshToken(database: Database): Promise<string> {
  const fresh = newToken();
  await database.run((db) => db.put("device", fresh, key));
  return fresh;
}

function newToken(): string {
  const random = crypto.getRandomValues(new Uint8Array(32));
  const base64 = btoa(String.fromCharCode(...random));
  return `cd_${base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}
