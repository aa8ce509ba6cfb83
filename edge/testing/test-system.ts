import { createExecutionContext, createMessageBatch, getQueueResult, waitOnExecutionContext } from "cloudflare:test";
import { env as bound } from "cloudflare:workers";
import type { ScanView } from "#contract/scan";
import type { CallbackEnv } from "../../gpu-callback/env.ts";
import callback from "../../gpu-callback/index.ts";
import { randomToken } from "../adapters/digest.ts";
import type { Env } from "../env.ts";
import { reconcile } from "../flows/reconcile.ts";
import edge from "../index.ts";
import { FakeRunpod } from "./fake-runpod.ts";
import { FakeWorker } from "./fake-worker.ts";
import { jpeg } from "./pictures.ts";
import { RecordingQueue } from "./recording-queue.ts";
import { sha256Of } from "./sha256.ts";

type AllEnv = Env & CallbackEnv;
export interface SentPhoto {
  readonly photoId: string;
  readonly sha256: string;
}

/** Both Workers with real D1, R2 and Durable Objects; queues are held so that a test can drop, double and reorder. */
export class TestSystem {
  readonly runpod = new FakeRunpod();
  readonly jobsQueue = new RecordingQueue("jobs");
  readonly sweepQueue = new RecordingQueue("sweep");
  readonly resultsQueue = new RecordingQueue("gpu-results");
  token = `cd_${randomToken()}`;
  env: AllEnv = {
    ...(bound as unknown as AllEnv),
    JOBS: this.jobsQueue.asQueue(),
    SWEEP: this.sweepQueue.asQueue(),
    GPU_RESULTS: this.resultsQueue.asQueue(),
    SHIELD: { limit: async () => ({ success: true }) },
    // Tests send hundreds of requests in one name; those of the limit itself set it.
    REQUESTS_PER_MINUTE: "0",
  };

  async fetch(url: string, init: RequestInit = {}, env: AllEnv = this.env): Promise<Response> {
    const ctx = createExecutionContext();
    const request = new Request(url, init) as Parameters<typeof edge.fetch>[0];
    const toCallback = new URL(url).host === "callback.test";
    const response = await (toCallback ? callback.fetch(request, env) : edge.fetch(request, env, ctx));
    await waitOnExecutionContext(ctx);
    return response;
  }

  api(method: string, path: string, body?: unknown, env: AllEnv = this.env): Promise<Response> {
    const headers = { authorization: `Bearer ${this.token}`, "content-type": "application/json" };
    return this.fetch(
      `http://edge.test/api/v1${path}`,
      { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) },
      env,
    );
  }

  async newScan(name = "a bracket"): Promise<string> {
    const scanId = crypto.randomUUID();
    const answer = await this.api("PUT", `/scans/${scanId}`, { name, createdAtMs: Date.now() });
    if (answer.status !== 200) throw new Error(`scan: ${answer.status}`);
    return scanId;
  }

  async view(scanId: string): Promise<ScanView> {
    return (await this.api("GET", `/scans/${scanId}`)).json();
  }

  async putPhoto(
    scanId: string,
    photoId: string,
    bytes: Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = {},
    env: AllEnv = this.env,
  ): Promise<Response> {
    return this.fetch(
      `http://edge.test/api/v1/scans/${scanId}/photos/${photoId}`,
      {
        method: "PUT",
        body: bytes,
        headers: {
          authorization: `Bearer ${this.token}`,
          "content-length": String(bytes.byteLength),
          "x-photo-sha256": await sha256Of(bytes),
          "x-photo-pass": "0",
          "x-photo-name": "photo.jpg",
          ...headers,
        },
      },
      env,
    );
  }

  async addPhotos(scanId: string, count = 20, pass = 0): Promise<SentPhoto[]> {
    const sent: SentPhoto[] = [];
    for (let i = 0; i < count; i++) {
      const bytes = jpeg(1000 * pass + i + 1, { scanBytes: 300 });
      const photoId = crypto.randomUUID();
      const answer = await this.putPhoto(scanId, photoId, bytes, { "x-photo-pass": String(pass) });
      if (answer.status !== 201) throw new Error(`photo ${i}: ${answer.status} ${await answer.text()}`);
      sent.push({ photoId, sha256: await sha256Of(bytes) });
    }
    return sent;
  }

  /** Rows as if photos had been sent: what happens to a job does not depend on their bytes. */
  async seedPhotos(scanId: string, count = 20, pass = 0): Promise<SentPhoto[]> {
    const photos = Array.from({ length: count }, (_, i) => ({
      photoId: crypto.randomUUID(),
      sha256: `${pass}${i}`.padStart(64, "0"),
    }));
    await this.env.DB.prepare(
      `INSERT INTO photos (scan_id, photo_id, pass, name, sha256, bytes, format, width_px, height_px, received_at_ms)
       SELECT ?1, value ->> 'photoId', ?2, 'seeded.jpg', value ->> 'sha256', 1000, 'jpeg', 1600, 1200, 1 FROM json_each(?3)`,
    )
      .bind(scanId, pass, JSON.stringify(photos))
      .run();
    return photos;
  }

  async submit(scanId: string, photos: readonly SentPhoto[], jobId: string = crypto.randomUUID()): Promise<string> {
    const answer = await this.api("POST", `/scans/${scanId}/submit`, submitBody(jobId, photos));
    if (answer.status !== 202) throw new Error(`submit: ${answer.status} ${await answer.text()}`);
    return jobId;
  }

  /** A scan with photos and a job that RunPod has accepted, with the worker that took it. */
  async running(): Promise<{ scanId: string; jobId: string; photos: SentPhoto[]; worker: FakeWorker }> {
    const scanId = await this.newScan();
    const photos = await this.seedPhotos(scanId);
    const jobId = await this.submit(scanId, photos);
    await this.deliver(this.jobsQueue);
    return { scanId, jobId, photos, worker: this.worker() };
  }

  /** The worker of the newest run. */
  worker(): FakeWorker {
    const run = this.runpod.runs.at(-1);
    if (!run) throw new Error("RunPod was not called");
    return new FakeWorker(this, run);
  }

  /** Hands everything that waits in a queue to its consumer; what is to be tried again waits anew. */
  async deliver(queue: RecordingQueue, env: AllEnv = this.env): Promise<void> {
    for (const message of queue.take()) {
      const result = await this.consume(queue.name, [message.body], env);
      for (const again of result.retryMessages) queue.put(message.body, again.delaySeconds ?? 0);
    }
  }

  async consume(name: string, bodies: unknown[], env: AllEnv = this.env) {
    const messages = bodies.map((body, i) => ({ id: `m${i}`, timestamp: new Date(), attempts: 1, body }));
    const batch = createMessageBatch(name, messages);
    const ctx = createExecutionContext();
    await edge.queue(batch as Parameters<typeof edge.queue>[0], env);
    return getQueueResult(batch, ctx);
  }

  async deliverAll(): Promise<void> {
    for (
      let i = 0;
      i < 20 && [this.jobsQueue, this.sweepQueue, this.resultsQueue].some((q) => q.held.length > 0);
      i++
    ) {
      for (const queue of [this.jobsQueue, this.sweepQueue, this.resultsQueue]) await this.deliver(queue);
    }
  }

  /** The reconciler as it would run at that time. */
  async cronAt(nowMs: number, env: AllEnv = this.env): Promise<void> {
    await reconcile(env, nowMs);
  }

  async cron(env: AllEnv = this.env): Promise<void> {
    await edge.scheduled({} as Parameters<typeof edge.scheduled>[0], env);
  }
}

export const submitBody = (jobId: string, photos: readonly SentPhoto[]) => ({
  jobId,
  photos,
  options: { scale: { mat: "auto" }, quality: "draft" },
});
