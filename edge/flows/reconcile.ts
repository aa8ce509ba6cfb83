import { errorText, log } from "../adapters/log.ts";
import { openDb } from "../db/client.ts";
import { purgeKeys } from "../db/idempotency.ts";
import { nextJobsToCheck } from "../db/jobs.ts";
import { purgeIdentity } from "../db/purge-identity.ts";
import type { Env } from "../env.ts";
import { reconcileBilling } from "./billing/reconcile-billing.ts";
import { sendMeterEvents } from "./billing/send-meter-events.ts";
import { checkJob } from "./check-job.ts";
import { catchUpDevices } from "./identity/link-device.ts";
import { pumpMails } from "./identity/pump-mails.ts";
import { tellNow } from "./notices/tell-now.ts";
import { reconcileOrders } from "./ordering/reconcile-orders.ts";
import { deliverWebhooks } from "./organisations/deliver-webhooks.ts";
import { lookAfterBatches } from "./organisations/look-after.ts";
import { deleteOldFiles } from "./privacy/delete-old-files.ts";
import { goOnErasing, replayErasures } from "./privacy/erase-owner.ts";
import { pumpOutbox } from "./pump-outbox.ts";
import { deleteUnusedParts } from "./quoting/delete-unused-parts.ts";
import { lookAfterQuotes } from "./quoting/look-after-quotes.ts";
import { finishCondemned, purgeOld, repeatErasures, sweepOrphans } from "./sweep-orphans.ts";

const jobsPerRun = 20;

/** What cron does. Every part may be skipped, doubled or broken off, and one that fails does not keep the others. */
export async function reconcile(env: Env, nowMs: number): Promise<void> {
  await part("pump-outbox", () => pumpOutbox(env, nowMs));
  await part("catch-up-devices", () => catchUpDevices(env));
  await part("pump-mails", () => pumpMails(env, nowMs));
  await part("check-jobs", async () => {
    const jobIds = await nextJobsToCheck(openDb(env.DB), jobsPerRun, nowMs);
    for (const jobId of jobIds) await checkJob(env, jobId, nowMs);
    return jobIds.length;
  });
  await part("replay-erasures", () => replayErasures(env));
  await part("erase-owners", () => goOnErasing(env, nowMs));
  await part("delete-old-files", () => deleteOldFiles(env, nowMs));
  await part("spread-notices", () => tellNow(env, nowMs));
  await part("look-after-batches", () => lookAfterBatches(env, nowMs));
  await part("look-after-quotes", () => lookAfterQuotes(env, nowMs));
  await part("delete-unused-parts", () => deleteUnusedParts(env, nowMs));
  await part("deliver-webhooks", () => deliverWebhooks(env, nowMs));
  await part("send-meter-events", () => sendMeterEvents(env, nowMs));
  await part("reconcile-billing", () => reconcileBilling(env, nowMs));
  await part("reconcile-orders", () => reconcileOrders(env, nowMs));
  await part("repeat-erasures", () => repeatErasures(env, nowMs));
  await part("finish-condemned", () => finishCondemned(env, nowMs));
  await part("sweep-orphans", () => sweepOrphans(env, nowMs));
  await part("purge-old", () => purgeOld(env, nowMs));
  await part("purge-identity", () => purgeIdentity(openDb(env.DB), nowMs));
  await part("purge-keys", () => purgeKeys(openDb(env.DB), nowMs));
}

async function part(name: string, work: () => Promise<number>): Promise<void> {
  try {
    const done = await work();
    if (done > 0) log("info", "reconciled", { part: name, done });
  } catch (error) {
    log("error", "reconcile-failed", { part: name, error: errorText(error) });
  }
}
