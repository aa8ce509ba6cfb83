import { onBatch } from "./consumers/on-message.ts";
import type { Env } from "./env.ts";
import { reconcile } from "./flows/reconcile.ts";
import { app } from "./routes/app.ts";

export { CallerCounter } from "./objects/caller-counter.ts";
export { QuoteRoom } from "./objects/quote-room.ts";
export { ScanRoom } from "./objects/scan-room.ts";

export default {
  fetch: (request, env, ctx) => app.fetch(request, env, ctx),
  queue: (batch, env) => onBatch(batch, env),
  scheduled: (_controller, env) => reconcile(env, Date.now()),
} satisfies ExportedHandler<Env>;
