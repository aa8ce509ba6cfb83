import { noScanner, scanForViruses } from "../../adapters/clamd.ts";
import { errorText, log } from "../../adapters/log.ts";
import { openDb } from "../../db/client.ts";
import { blankFinding, type PartFinding, type PartRow, savePart } from "../../db/parts.ts";
import { partFileKey } from "../../domain/storage-keys.ts";
import type { Env } from "../../env.ts";
import { judgePart, refused } from "./judge-part.ts";
import { type PrepareEnv, sendPreparations } from "./preparing.ts";

export { stopsAt } from "../../domain/quoting/judge-mended.ts";

export type PartEnv = PrepareEnv & Pick<Env, "CLAMD_ADDRESS">;

/**
 * Takes a part whose file is here to its verdict: scanned for viruses, then judged. May be repeated. Null: the part was
 * deleted meanwhile.
 */
export async function preparePart(env: PartEnv, part: PartRow, nowMs = Date.now()): Promise<PartRow | null> {
  const verdict = await scan(env, part);
  if (verdict === null) return judgeAndSave(env, part, nowMs);
  const saved = await savePart(openDb(env.DB), part, verdict);
  // A file with a virus is not kept; one that waits for the scanner is.
  if (saved?.problemCode === "virus-found") await env.FILES.delete(partFileKey(part.partId));
  return saved;
}

/** The verdict of a part that the scanner has let through; what it needs of the worker goes out. */
export async function judgeAndSave(env: PrepareEnv, part: PartRow, nowMs: number): Promise<PartRow | null> {
  const saved = await savePart(openDb(env.DB), part, await judgePart(env, part, nowMs));
  if (saved?.state === "preparing") {
    await sendPreparations(env, nowMs).catch((error) =>
      // Cron sends it.
      log("warn", "preparations-not-sent", { partId: part.partId, error: errorText(error) }),
    );
  }
  return saved;
}

/** What the scanner has against it; null: nothing. What came from a scan was made here. */
async function scan(env: PartEnv, part: PartRow): Promise<PartFinding | null> {
  if (part.jobId !== null || env.CLAMD_ADDRESS === noScanner) return null;
  const file = await env.FILES.get(partFileKey(part.partId));
  if (!file) return refused("not-found", "The file is gone.");
  const verdict = await scanForViruses(env.CLAMD_ADDRESS, file.body);
  if (verdict.kind === "clean") return null;
  if (verdict.kind === "virus") return refused("virus-found", verdict.name);
  return {
    ...blankFinding("quarantined"),
    ...{ problemCode: "scanner-unavailable", problemDetail: "It is scanned as soon as the scanner answers." },
  };
}
