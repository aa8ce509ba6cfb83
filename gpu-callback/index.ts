import type { CallbackEnv } from "./env.ts";
import { onCallback } from "./on-callback.ts";
import { onProgress } from "./on-progress.ts";

const address = /^\/(callback|progress)\/([0-9a-f-]{36})\/([1-9])\/([A-Za-z0-9_-]{43})$/;

/** Hears the GPU side: checks that the caller holds the attempt's token, passes the word on, answers at once. */
export default {
  async fetch(request, env) {
    const match = request.method === "POST" ? address.exec(new URL(request.url).pathname) : null;
    if (!match) return new Response(null, { status: 404 });
    const [, kind, jobId, attempt, token] = match as unknown as [string, string, string, string, string];
    const call = { jobId, attempt: Number(attempt), token };
    try {
      return await (kind === "callback" ? onCallback(request, env, call) : onProgress(request, env, call));
    } catch (error) {
      console.error(JSON.stringify({ level: "error", event: `${kind}-failed`, jobId, attempt, error: String(error) }));
      return new Response(null, { status: 503 });
    }
  },
} satisfies ExportedHandler<CallbackEnv>;
