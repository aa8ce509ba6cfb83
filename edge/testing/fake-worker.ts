import type { WorkerOutput } from "#contract/job";
import type { ResultLabel, ResultName } from "#contract/job-words";
import type { Failure } from "#contract/problem";
import type { FakeRunpod, RunCall } from "./fake-runpod.ts";
import { sha256Of } from "./sha256.ts";

export const wholeResult: readonly ResultName[] = ["part.step", "part.stl", "report.json", "preview.png"];

/** What a worker reaches: the links of both Workers, and RunPod. */
interface Surroundings {
  readonly runpod: FakeRunpod;
  fetch(url: string, init: RequestInit): Promise<Response>;
}

/** What the GPU worker does with its links, step by step, so that a test can leave steps out. */
export class FakeWorker {
  private readonly system: Surroundings;
  readonly run: RunCall;
  private sequence = 0;

  constructor(system: Surroundings, run: RunCall) {
    this.system = system;
    this.run = run;
  }

  progress(stage: string, text = "working"): Promise<Response> {
    const { attempt } = this.run.input;
    const event = {
      attempt,
      sequence: this.sequence++,
      stage,
      state: "running",
      done: 1,
      total: 20,
      text,
      atMs: Date.now(),
    };
    return this.system.fetch(this.run.input.progressUrl, { method: "POST", body: JSON.stringify(event) });
  }

  async put(
    name: ResultName | "manifest.json",
    bytes: Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const said = { "x-content-sha256": await sha256Of(bytes), "content-length": String(bytes.byteLength), ...headers };
    return this.system.fetch(this.run.input.results[name], { method: "PUT", body: bytes, headers: said });
  }

  /** Puts the files and answers what the manifest would say. */
  async putFiles(
    names: readonly ResultName[] = wholeResult,
    label: ResultLabel = "faceted",
    failure: Failure | null = null,
    contents: Partial<Record<ResultName, string>> = {},
  ): Promise<WorkerOutput> {
    const { jobId, attempt } = this.run.input;
    const files: WorkerOutput["files"] = [];
    for (const name of names) {
      const text = contents[name] ?? `${name} of ${jobId} attempt ${attempt}`;
      const bytes = new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>;
      const answer = await this.put(name, bytes);
      if (!answer.ok) throw new Error(`put ${name}: ${answer.status} ${await answer.text()}`);
      files.push({ name, sha256: await sha256Of(bytes), bytes: bytes.byteLength });
    }
    return { schema: 1, jobId, attempt, label, failure, files, seconds: 12 };
  }

  putManifest(output: WorkerOutput): Promise<Response> {
    return this.put("manifest.json", new TextEncoder().encode(JSON.stringify(output)) as Uint8Array<ArrayBuffer>);
  }

  /** RunPod's side of the end: its status, and (apart) its webhook. */
  complete(output: unknown): void {
    this.system.runpod.set(this.run.id, { status: "COMPLETED", output });
  }

  fail(error: string): void {
    this.system.runpod.set(this.run.id, { status: "FAILED", error });
  }

  callback(url: string = this.run.webhook): Promise<Response> {
    const job = this.system.runpod.jobs.get(this.run.id);
    return this.system.fetch(url, {
      method: "POST",
      body: JSON.stringify({ ...job, id: this.run.id, input: this.run.input }),
    });
  }
}
