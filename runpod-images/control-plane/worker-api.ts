// What the RunPod SDK's worker speaks (runpod 1.12): job-take and job-stop are long polls, job-done carries results and
// progress, job-stream partial output, ping the ids of the jobs in hand.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Endpoint, Job } from "./endpoint.ts";
import { Refusal, readJson, reply } from "./http.ts";

const pollMs = 20_000;
const resultBytesMax = 20 * 1024 * 1024;

/** Waiting job-stop polls, and stops that no poll was open for. */
export class StopChannel {
  readonly #polls = new Map<string, ServerResponse>();
  readonly #due = new Map<string, string[]>();

  stop(workerId: string, jobId: string): void {
    const due = this.#due.get(workerId) ?? [];
    this.#due.set(workerId, [...due, jobId]);
    const poll = this.#polls.get(workerId);
    if (poll) this.#answer(workerId, poll);
  }

  open(workerId: string, response: ServerResponse): void {
    this.#polls.set(workerId, response);
    if (this.#due.has(workerId)) this.#answer(workerId, response);
  }

  close(workerId: string, response: ServerResponse): void {
    if (this.#polls.get(workerId) === response) this.#polls.delete(workerId);
  }

  #answer(workerId: string, response: ServerResponse): void {
    if (reply(response, 200, { jobsToStop: this.#due.get(workerId) })) this.#due.delete(workerId);
    this.#polls.delete(workerId);
  }
}

/** A job-take that waits. */
export type Taker = { response: ServerResponse; batch: boolean };
export type WorkersCall = {
  request: IncomingMessage;
  response: ServerResponse;
  query: URLSearchParams;
  nowMs: () => number;
};

export async function workerApi(
  endpoint: Endpoint<Taker>,
  stops: StopChannel,
  [operation, workerId, jobId = ""]: readonly string[],
  { request, response, query, nowMs }: WorkersCall,
): Promise<void> {
  if (!workerId) throw new Refusal(404, "no worker is named");
  switch (operation) {
    case "job-take":
    case "job-take-batch": {
      const taker = { response, batch: operation === "job-take-batch" };
      hold(endpoint, workerId, response, nowMs, () => endpoint.leave(taker));
      return endpoint.take(workerId, taker, nowMs(), { holdsJob: query.get("job_in_progress") !== "0" });
    }
    case "job-stop":
      endpoint.seen(workerId, nowMs());
      hold(endpoint, workerId, response, nowMs, () => stops.close(workerId, response));
      return stops.open(workerId, response);
    case "ping": {
      const named = (query.get("job_id") ?? "").split(",").filter(Boolean);
      endpoint.ping(workerId, named, nowMs());
      reply(response, 200, {});
      return;
    }
    case "job-done":
      endpoint.done(workerId, jobId, await readJson(request, resultBytesMax), nowMs());
      reply(response, 200, {});
      return;
    case "job-stream":
      endpoint.streamed(workerId, jobId, (await readJson(request, resultBytesMax)).output, nowMs());
      reply(response, 200, {});
      return;
    default:
      throw new Refusal(404, "no such operation");
  }
}

/** Hands a job to a waiting job-take; false when the worker has gone. */
export function give({ response, batch }: Taker, job: Job): boolean {
  const given = { id: job.id, input: job.input };
  return reply(response, 200, batch ? [given] : given);
}

function hold(
  endpoint: Endpoint<Taker>,
  workerId: string,
  response: ServerResponse,
  nowMs: () => number,
  release: () => void,
): void {
  const timer = setTimeout(() => {
    release();
    reply(response, 204);
  }, pollMs);
  response.once("close", () => {
    clearTimeout(timer);
    release();
    endpoint.seen(workerId, nowMs(), { vanished: !response.writableFinished });
  });
}
