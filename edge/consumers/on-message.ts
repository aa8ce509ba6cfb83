import * as v from "valibot";
import { gpuResultMessageSchema, jobsMessageSchema, sweepMessageSchema } from "#contract/job";
import { errorText, log } from "../adapters/log.ts";
import type { Env } from "../env.ts";
import { done, type Handled } from "./handled.ts";
import { onDeadGpuResult, onDeadJobsMessage, onDeadSweep } from "./on-dead-letter.ts";
import { onGpuResult } from "./on-gpu-result.ts";
import { onJobsMessage } from "./on-jobs-message.ts";
import { onSweep } from "./on-sweep.ts";

interface Consumer {
  readonly queue: string;
  handle(env: Env, body: unknown): Promise<Handled>;
}

function consumer<S extends v.GenericSchema>(
  queue: string,
  schema: S,
  handle: (env: Env, m: v.InferOutput<S>) => Promise<Handled>,
): Consumer {
  return {
    queue,
    async handle(env, body) {
      const parsed = v.safeParse(schema, body);
      if (parsed.success) return handle(env, parsed.output);
      // Poison: no later try will read it better.
      log("error", "message-not-understood", { queue, body: JSON.stringify(body)?.slice(0, 500) ?? "" });
      return done;
    },
  };
}

const consumers = [
  consumer("jobs", jobsMessageSchema, onJobsMessage),
  consumer("gpu-results", gpuResultMessageSchema, onGpuResult),
  consumer("sweep", sweepMessageSchema, onSweep),
  consumer("jobs-dlq", jobsMessageSchema, onDeadJobsMessage),
  consumer("gpu-results-dlq", gpuResultMessageSchema, onDeadGpuResult),
  consumer("sweep-dlq", sweepMessageSchema, onDeadSweep),
];

/** Each message for itself: one that fails neither holds up nor repeats the others of its batch. */
export async function onBatch(batch: MessageBatch, env: Env): Promise<void> {
  const found = consumers.find((q) => q.queue === batch.queue);
  if (!found) throw new Error(`no consumer for queue ${batch.queue}`);
  await Promise.all(batch.messages.map((message) => handleOne(found, message, env)));
}

async function handleOne(found: Consumer, message: Message, env: Env): Promise<void> {
  try {
    const handled = await found.handle(env, message.body);
    if (handled.done) message.ack();
    else message.retry({ delaySeconds: handled.delaySeconds });
  } catch (error) {
    log("error", "message-failed", { queue: found.queue, attempts: message.attempts, error: errorText(error) });
    message.retry({ delaySeconds: Math.min(600, 2 ** message.attempts) });
  }
}
