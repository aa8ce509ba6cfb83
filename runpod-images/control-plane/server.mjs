// The control plane as one HTTP server: /v2/{endpoint}/… for owners (Bearer key) and for workers (worker key).
import { timingSafeEqual } from "node:crypto";
import { EventEmitter, once } from "node:events";
import { createServer } from "node:http";
import { Endpoint } from "./endpoint.mjs";
import { Refusal, reply } from "./http.mjs";
import { publicApi } from "./public-api.mjs";
import { callBack } from "./webhook.mjs";
import { give, StopChannel, workerApi } from "./worker-api.mjs";

const tickMs = 250;
const workerOperations = new Set(["job-take", "job-take-batch", "job-stop", "job-done", "job-stream", "ping"]);

/**
 * `names`: the endpoints there are. `apiKey`: of those who submit; `workerKey`: of the workers. `limits` overrides those
 * of endpoint.mjs. Returns the server, not yet listening.
 */
export function createControlPlane({
  names,
  apiKey,
  workerKey,
  webhookRetryMs,
  limits,
  log = () => {},
  nowMs = Date.now,
}) {
  const rooms = new Map(names.map((name) => [name, room({ name, webhookRetryMs, limits, log })]));
  const server = createServer((request, response) => {
    handle({ request, response, rooms, apiKey, workerKey, nowMs }).catch((error) => {
      if (!(error instanceof Refusal)) log(`500 ${request.method} ${request.url} ${error.stack}`);
      reply(response, error.status ?? 500, { error: error instanceof Refusal ? error.message : "internal error" });
    });
  });
  const ticking = setInterval(() => {
    for (const { endpoint } of rooms.values()) endpoint.tick(nowMs());
  }, tickMs);
  server.on("close", () => clearInterval(ticking));
  return server;
}

function room({ name, webhookRetryMs, limits, log }) {
  const stops = new StopChannel();
  const endings = new EventEmitter().setMaxListeners(0);
  const endpoint = new Endpoint(
    {
      give,
      stop: (workerId, jobId) => stops.stop(workerId, jobId),
      ended: (job) => {
        log(`${name} ${job.id} ${job.status}${job.error ? ` ${String(job.error).slice(0, 200)}` : ""}`);
        endings.emit(job.id);
        if (job.webhook) {
          callBack(job, { retryMs: webhookRetryMs }).then((outcomes) => log(`${name} ${job.id} webhook ${outcomes}`));
        }
      },
    },
    limits,
  );
  const onceEnded = async (job, waitMs) => {
    if (job.endedMs === undefined) await once(endings, job.id, { signal: AbortSignal.timeout(waitMs) }).catch(() => {});
  };
  return { endpoint, stops, onceEnded };
}

async function handle({ request, response, rooms, apiKey, workerKey, nowMs }) {
  const url = new URL(request.url, "http://control-plane");
  const [version, name, ...path] = url.pathname.split("/").filter(Boolean);
  const isWorker = workerOperations.has(path[0]);
  const given = (request.headers.authorization ?? "").replace(/^Bearer /, "");
  if (!sameText(given, isWorker ? workerKey : apiKey)) throw new Refusal(401, "unauthorized");
  const found = rooms.get(name);
  if (version !== "v2" || !found) throw new Refusal(404, "endpoint not found");
  const { endpoint, stops, onceEnded } = found;
  const context = { request, response, query: url.searchParams, nowMs, onceEnded };
  if (isWorker) await workerApi(endpoint, stops, path, context);
  else await publicApi(endpoint, path[0], path[1], context);
}

function sameText(one, other) {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
