import { openDb } from "../../db/client.ts";
import { purgeSlicesOfNone, takeUnusedParts } from "../../db/unused-parts.ts";
import { keptMsOf } from "../../domain/privacy/retention.ts";
import type { Env } from "../../env.ts";
import { discardParts } from "./discard-parts.ts";

const partsPerRun = 20;
const slicesPerRun = 200;

/**
 * Files that somebody brought to have them priced are kept as long as photos are, from when they were last priced; those
 * in an order that is not over, or in a quote that holds, longer. The quotes stay. Nobody is told: the owner has the file.
 */
export async function deleteUnusedParts(
  env: Pick<Env, "DB" | "FILES" | "FILES_KEPT_DAYS">,
  nowMs: number,
): Promise<number> {
  const keptMs = keptMsOf(env.FILES_KEPT_DAYS);
  if (keptMs === null) return 0;
  const db = openDb(env.DB);
  const partIds = await takeUnusedParts(db, nowMs - keptMs, nowMs, partsPerRun);
  await discardParts(env, partIds);
  return partIds.length + (await purgeSlicesOfNone(db, nowMs - keptMs, slicesPerRun));
}
