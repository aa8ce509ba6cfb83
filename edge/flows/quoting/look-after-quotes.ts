import { errorText, log } from "../../adapters/log.ts";
import { openDb } from "../../db/client.ts";
import { abandonedParts, deletePart, unsettledParts, visitorPartsBefore } from "../../db/parts.ts";
import { purgeReplaced, purgeVisitorQuotes } from "../../db/quotes.ts";
import { visitorLimits } from "../../domain/widget/limits.ts";
import type { Env } from "../../env.ts";
import { lookAfterPreparations } from "./check-preparation.ts";
import { lookAfterSlices } from "./check-slice.ts";
import { discardParts } from "./discard-parts.ts";
import { preparePart } from "./prepare-part.ts";

const partsPerRun = 3;
const visitorPartsPerRun = 20;
const dayMs = 86_400_000;
/** An upload that has not been completed by then is given up. */
const receivingMaxMs = 7 * dayMs;
const replacedKeptMs = 30 * dayMs;

/** Cron's part: slices that nobody looks after, parts whose check broke off or waits for the scanner, what is given up. */
export async function lookAfterQuotes(env: Env, nowMs: number): Promise<number> {
  const db = openDb(env.DB);
  let done = await lookAfterSlices(env, nowMs);
  done += await lookAfterPreparations(env, nowMs);
  for (const part of await unsettledParts(db, partsPerRun, nowMs)) {
    await preparePart(env, part).catch((error) =>
      log("warn", "part-not-prepared", { partId: part.partId, error: errorText(error) }),
    );
    done += 1;
  }
  for (const partId of await abandonedParts(db, nowMs - receivingMaxMs, partsPerRun)) {
    await deletePart(db, partId);
    await discardParts(env, [partId]);
    done += 1;
  }
  const visitedBeforeMs = nowMs - visitorLimits.keptDays * dayMs;
  for (const partId of await visitorPartsBefore(db, visitedBeforeMs, visitorPartsPerRun)) {
    await deletePart(db, partId);
    await discardParts(env, [partId]);
    done += 1;
  }
  done += await purgeVisitorQuotes(db, visitedBeforeMs);
  return done + (await purgeReplaced(db, nowMs - replacedKeptMs));
}
