// Has something changed since a step last ran? Compares sizes and times of the files it reads.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureFolder, root, stamps } from "../setup/places.mjs";

/** @param places files and folders, relative to the root; missing ones count as such */
export function fingerprint(places: string[]): string {
  const hash = createHash("sha256");
  const add = (path: string) => {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat) hash.update(`${path} none\n`);
    else if (stat.isFile()) hash.update(`${path} ${stat.size} ${stat.mtimeMs}\n`);
    else for (const name of readdirSync(path).toSorted()) add(join(path, name));
  };
  for (const place of places) add(join(root, place));
  return hash.digest("hex");
}

/** Runs `work` unless the stamp `name` holds `state` already and `proof` is there. */
export async function unlessDone(name: string, state: string, proof: string, work: () => Promise<void>): Promise<void> {
  const stamp = join(ensureFolder(stamps), name);
  if (existsSync(proof) && existsSync(stamp) && readFileSync(stamp, "utf8") === state) return;
  await work();
  writeFileSync(stamp, state);
}
