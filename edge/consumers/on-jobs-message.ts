import type { JobsMessage } from "#contract/job";
import { cancelJob } from "../adapters/runpod.ts";
import type { Env } from "../env.ts";
import { dispatchAttempt } from "../flows/dispatch-attempt.ts";
import { deliverWebhooks } from "../flows/organisations/deliver-webhooks.ts";
import { continueImport } from "../flows/organisations/import-zip.ts";
import { done, type Handled, laterInS } from "./handled.ts";

export async function onJobsMessage(env: Env, message: JobsMessage): Promise<Handled> {
  if (message.kind === "tell") {
    await deliverWebhooks(env, Date.now());
    return done;
  }
  if (message.kind === "import") {
    await continueImport(env, message.importId, Date.now());
    return done;
  }
  if (message.kind === "halt") return (await cancelJob(env, message.runpodId)) ? done : laterInS(30);
  const { againInMs } = await dispatchAttempt(env, message);
  return againInMs === null ? done : laterInS(Math.ceil(againInMs / 1000));
}
