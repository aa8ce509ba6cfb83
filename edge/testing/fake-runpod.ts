import type { RunpodJob, WorkerInput } from "#contract/job";

export interface RunCall {
  readonly id: string;
  readonly input: WorkerInput;
  readonly webhook: string;
  readonly policy: { executionTimeout: number; ttl: number };
}

type Trouble = "busy" | "unauthorized" | "bad-request" | "broken" | "timeout" | "timeout-after-accepting";

/** RunPod's public API in memory: it stands in for `fetch` while a test runs. */
export class FakeRunpod {
  readonly runs: RunCall[] = [];
  readonly cancelled: string[] = [];
  readonly jobs = new Map<string, RunpodJob>();
  /** What befalls the next /run calls. */
  readonly troubles: Trouble[] = [];
  statusIsDown = false;
  private readonly real = globalThis.fetch;

  install(): void {
    globalThis.fetch = ((input: RequestInfo, init?: RequestInit) =>
      this.answer(new Request(input, init))) as typeof fetch;
  }

  uninstall(): void {
    globalThis.fetch = this.real;
  }

  /** Moves a job on, as a worker would. */
  set(id: string, job: Partial<RunpodJob>): void {
    this.jobs.set(id, { ...(this.jobs.get(id) ?? { id, status: "IN_QUEUE" }), ...job } as RunpodJob);
  }

  forget(id: string): void {
    this.jobs.delete(id);
  }

  private async answer(request: Request): Promise<Response> {
    const url = new URL(request.url);
    if (url.host !== "runpod.test") return new Response("no network in tests", { status: 599 });
    const [, , , operation, id] = url.pathname.split("/");
    if (operation === "run") return this.run(await request.json());
    if (operation === "status") return this.status(id ?? "");
    if (operation === "cancel") return this.cancel(id ?? "");
    if (operation === "health") return this.health();
    return new Response(null, { status: 404 });
  }

  private run(body: Omit<RunCall, "id">): Response {
    const trouble = this.troubles.shift();
    if (trouble === "busy") return new Response("slow down", { status: 429, headers: { "retry-after": "7" } });
    if (trouble === "unauthorized") return new Response("bad key", { status: 401 });
    if (trouble === "bad-request") return new Response("bad input", { status: 400 });
    if (trouble === "broken") return new Response("oops", { status: 502 });
    if (trouble === "timeout") throw new DOMException("timed out", "TimeoutError");
    const id = `rp-${crypto.randomUUID()}`;
    this.runs.push({ ...body, id });
    this.jobs.set(id, { id, status: "IN_QUEUE" });
    if (trouble === "timeout-after-accepting") throw new DOMException("timed out", "TimeoutError");
    return Response.json({ id, status: "IN_QUEUE" });
  }

  private status(id: string): Response {
    if (this.statusIsDown) return new Response("down", { status: 503 });
    const job = this.jobs.get(id);
    return job ? Response.json(job) : Response.json({ error: "job not found" }, { status: 404 });
  }

  private health(): Response {
    if (this.statusIsDown) return new Response("down", { status: 503 });
    const inQueue = [...this.jobs.values()].filter((job) => job.status === "IN_QUEUE").length;
    return Response.json({ jobs: { inQueue, inProgress: 0 }, workers: { idle: 1, running: 0 } });
  }

  private cancel(id: string): Response {
    this.cancelled.push(id);
    const job = this.jobs.get(id);
    if (job && (job.status === "IN_QUEUE" || job.status === "IN_PROGRESS")) this.set(id, { status: "CANCELLED" });
    return Response.json({ id, status: "CANCELLED" });
  }
}
