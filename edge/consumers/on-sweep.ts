import type { SweepMessage } from "#contract/job";
import type { Env } from "../env.ts";
import { sweepPrefix } from "../flows/sweep-prefix.ts";
import { done, type Handled } from "./handled.ts";

export async function onSweep(env: Env, message: SweepMessage): Promise<Handled> {
  await sweepPrefix(env, message.prefix);
  return done;
}
