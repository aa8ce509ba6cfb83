import * as v from "valibot";
import { progressEventSchema } from "#contract/job-words";
import type { Call, CallbackEnv } from "./env.ts";
import { readBody } from "./read-body.ts";
import { scanOfProgress } from "./verify.ts";

const bodyBytesMax = 4 * 1024;

/** A step of a running attempt, passed to the scan's Durable Object. Losing one does no harm. */
export async function onProgress(request: Request, env: CallbackEnv, call: Call): Promise<Response> {
  const event = v.safeParse(progressEventSchema, await readBody(request, bodyBytesMax));
  if (!event.success || event.output.attempt !== call.attempt) return new Response(null, { status: 400 });
  const scanId = await scanOfProgress(env.DB, call, Date.now());
  if (scanId === null) return new Response(null, { status: 401 });
  await env.ROOMS.get(env.ROOMS.idFromName(scanId)).takeProgress(scanId, call.jobId, event.output);
  return new Response(null, { status: 204 });
}
