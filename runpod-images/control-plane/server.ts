// The control plane as one HTTP server: /v2/{endpoint}/… for owners (Bearer key) and for workers (worker key).
import { timingSafeEqual } from "node:crypto";
import { EventEmitter, once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Endpoint, type Job, type Limits } from "./endpoint.ts";
import { Refusal, reply } from "./http.ts";
import { publicApi } from "./public-api.ts";
import { callBack } from "./webhook.ts";
import { give, StopChannel, type Taker, workerApi } from "./worker-api.ts";

const tickMs = 250;
const workerOperations = new Set(["job-take", "job-take-batch", "job-stop", "job-done", "job-stream", "ping"]);

export type ControlPlane = {
  names: readonly string[];
  apiKey: string;
  workerKey: string;
  webhookRetryMs?: number;
  limits?: Partial<Limits>;
  log?: (line: string) => void;
  nowMs?: () => number;
};
type Room = ReturnType<typeof room>;

/**
 * `names`: the endpoints there are. `apiKey`: of those who submit; `workerKey`: of the workers. `limits` overrides those
 * of endpoint.ts. Returns the server, not yet listening.
 */
export function createControlPlane({
  names,
  apiKey,
  workerKey,
  webhookRetryMs,
  limits,
  log = () => {},
  nowMs = Date.now,
}: ControlPlane): Server {
  const rooms = new Map(names.map((name) => [name, room({ name, webhookRetryMs, limits, log })]));
  const server = createServer((request, response) => {
    handle(rooms, { apiKey, workerKey }, { request, response, nowMs }).catch((error) => {
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

function room({
  name,
  webhookRetryMs,
  limits,
  log,
}: { name: string; log: (line: string) => void } & Pick<ControlPlane, "webhookRetryMs" | "limits">) {
  const stops = new StopChannel();
  const endings = new EventEmitter().setMaxListeners(0);
  const endpoint = new Endpoint<Taker>(
    {
      give,
      stop: (workerId, jobId) => stops.stop(workerId, jobId),
      ended: (job) => {
        log(`${name} ${job.id} ${job.status}${job.error ? ` ${String(job.error).slice(0, 200)}` : ""}`);
        endings.emit(job.id);
        if (job.webhook) {
          callBack(job, job.webhook, { retryMs: webhookRetryMs }).then((seen) =>
            log(`${name} ${job.id} webhook ${seen}`),
          );
        }
      },
    },
    limits,
  );
  const onceEnded = async (job: Job, waitMs: number) => {
    if (job.endedMs === undefined) await once(endings, job.id, { signal: AbortSignal.timeout(waitMs) }).catch(() => {});
  };
  return { endpoint, stops, onceEnded };
}

type Call = { request: IncomingMessage; response: ServerResponse; nowMs: () => number };

async function handle(rooms: ReadonlyMap<string, Room>, keys: { apiKey: string; workerKey: string }, call: Call) {
  const { request } = call;
  const url = new URL(request.url ?? "/", "http://control-plane");
  const [version, name = "", ...path] = url.pathname.split("/").filter(Boolean);
  const [operation = "", jobId = ""] = path;
  const isWorker = workerOperations.has(operation);
  const given = (request.headers.authorization ?? "").replace(/^Bearer /, "");
  if (!sameText(given, isWorker ? keys.workerKey : keys.apiKey)) throw new Refusal(401, "unauthorized");
  const found = rooms.get(name);
  if (version !== "v2" || !found) throw new Refusal(404, "endpoint not found");
  const { endpoint, stops, onceEnded } = found;
  if (isWorker) await workerApi(endpoint, stops, path, { ...call, query: url.searchParams });
  else await publicApi(endpoint, operation, jobId, { ...call, onceEnded });
}

function sameText(one: string, other: string): boolean {
  const a = Buffer.from(one);
  const b = Buffer.from(other);
  return a.length === b.length && timingSafeEqual(a, b);
}
