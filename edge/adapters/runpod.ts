import * as v from "valibot";
import { type RunpodJob, runpodJobSchema } from "#contract/job";
import { errorText } from "./log.ts";

export type RunAnswer =
  | { readonly kind: "accepted"; readonly runpodId: string }
  | { readonly kind: "busy"; readonly delayMs: number | null }
  | { readonly kind: "refused"; readonly detail: string }
  | { readonly kind: "rejected"; readonly detail: string }
  /** No answer, or one that leaves it open whether the job was taken. */
  | { readonly kind: "unsure"; readonly detail: string };

export type StatusAnswer =
  | { readonly kind: "known"; readonly job: RunpodJob }
  /** RunPod keeps results for 30 minutes only. */
  | { readonly kind: "gone" }
  | { readonly kind: "unreachable"; readonly detail: string };

export interface RunpodAccount {
  readonly RUNPOD_BASE: string;
  readonly RUNPOD_API_KEY: string;
}

/** `input` is what the endpoint's worker reads: `workerInputSchema` or `sliceInputSchema`. */
export interface RunBody {
  readonly input: object;
  readonly webhook?: string;
  readonly policy: { readonly executionTimeout: number; readonly ttl: number };
}

const timeoutMs = 20_000;

function call(account: RunpodAccount, path: string, init: RequestInit, waitMs = timeoutMs): Promise<Response> {
  const headers = { authorization: `Bearer ${account.RUNPOD_API_KEY}`, "content-type": "application/json" };
  return fetch(`${account.RUNPOD_BASE}${path}`, { ...init, headers, signal: AbortSignal.timeout(waitMs) });
}

/** RunPod has no idempotency key: a call that broke off must not be repeated as it stands. */
export async function runJob(account: RunpodAccount, body: RunBody): Promise<RunAnswer> {
  try {
    const response = await call(account, "/run", { method: "POST", body: JSON.stringify(body) });
    if (response.ok) {
      const parsed = v.safeParse(v.looseObject({ id: v.pipe(v.string(), v.minLength(1)) }), await response.json());
      if (parsed.success) return { kind: "accepted", runpodId: parsed.output.id };
      return { kind: "unsure", detail: "RunPod's answer names no job." };
    }
    const detail = `RunPod answered ${response.status}: ${(await response.text()).slice(0, 200)}`;
    if (response.status === 429) return { kind: "busy", delayMs: retryAfterMs(response) };
    if (response.status === 401 || response.status === 403) return { kind: "refused", detail };
    return { kind: response.status < 500 && response.status !== 408 ? "rejected" : "unsure", detail };
  } catch (error) {
    return { kind: "unsure", detail: `RunPod did not answer (${errorText(error)}).` };
  }
}

export async function jobStatus(account: RunpodAccount, runpodId: string): Promise<StatusAnswer> {
  try {
    const response = await call(account, `/status/${encodeURIComponent(runpodId)}`, { method: "GET" });
    if (response.status === 404) return { kind: "gone" };
    if (!response.ok) return { kind: "unreachable", detail: `status ${response.status}` };
    const parsed = v.safeParse(runpodJobSchema, await response.json());
    return parsed.success
      ? { kind: "known", job: parsed.output }
      : { kind: "unreachable", detail: "answer not understood" };
  } catch (error) {
    return { kind: "unreachable", detail: errorText(error) };
  }
}

const countsSchema = v.record(v.string(), v.number());
const healthSchema = v.object({ workers: countsSchema, jobs: countsSchema });
/** For a screen: nobody waits long for it. */
const healthTimeoutMs = 4_000;

/** How many workers and jobs there are, in RunPod's own words. Null: it does not answer. */
export async function endpointHealth(account: RunpodAccount): Promise<v.InferOutput<typeof healthSchema> | null> {
  try {
    const response = await call(account, "/health", { method: "GET" }, healthTimeoutMs);
    const parsed = v.safeParse(healthSchema, response.ok ? await response.json() : null);
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}

/** True when the job is cancelled or already over; false asks for another try. */
export async function cancelJob(account: RunpodAccount, runpodId: string): Promise<boolean> {
  const response = await call(account, `/cancel/${encodeURIComponent(runpodId)}`, { method: "POST" });
  await response.body?.cancel();
  return response.ok || response.status === 404 || response.status === 400;
}

function retryAfterMs(response: Response): number | null {
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, 600) * 1000 : null;
}
