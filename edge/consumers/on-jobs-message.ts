import type { DispatchMessage, HaltMessage } from "#contract/job";
import { cancelJob } from "../adapters/runpod.ts";
import type { Env } from "../env.ts";
import { dispatchAttempt } from "../flows/dispatch-attempt.ts";
import { done, type Handled, laterInS } from "./handled.ts";

export async function onJobsMessage(env: Env, message: DispatchMessage | HaltMessage): Promise<Handled> {
  if (message.kind === "halt") return (await cancelJob(env, message.runpodId)) ? done : laterInS(30);
  const { againInMs } = await dispatchAttempt(env, message);
  return againInMs === null ? done : laterInS(Math.ceil(againInMs / 1000));
}
