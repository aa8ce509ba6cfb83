// The HTTP API as the PWA uses it: bearer token, JSON checked against the contract, problems as exceptions, and
// patience. Every request here may be sent twice with the same effect, so all of them are tried again.
import { setTimeout as sleep } from "node:timers/promises";
import * as v from "valibot";
import { photoPutHeaders, photoReceiptSchema } from "#contract/photo";
import { problemSchema } from "#contract/problem";
import type { RebuildRequest } from "#contract/rebuild";
import { type ScanPut, type ScanView, type Submit, scanViewSchema } from "#contract/scan";
import type { Photo } from "./folder.ts";
import { ScanProblem, Unreachable } from "./problem.ts";

const triesMost = 6;
const requestTimeoutMs = 120_000;

type Ask = { method?: string; body?: BodyInit; headers?: Record<string, string> };

export class Api {
  readonly origin: string;
  private readonly token: string;

  constructor(origin: string, token: string) {
    this.origin = origin;
    this.token = token;
  }

  async scan(scanId: string): Promise<ScanView> {
    return this.json(scanViewSchema, `/api/v1/scans/${scanId}`, {});
  }

  /** The scan, or null when the server has none under this id (any more). */
  async scanIfThere(scanId: string): Promise<ScanView | null> {
    try {
      return await this.scan(scanId);
    } catch (problem) {
      if (problem instanceof ScanProblem && (problem.code === "not-found" || problem.code === "scan-deleted"))
        return null;
      throw problem;
    }
  }

  async putScan(scanId: string, scan: ScanPut): Promise<ScanView> {
    return this.json(scanViewSchema, `/api/v1/scans/${scanId}`, asJson("PUT", scan));
  }

  async submit(scanId: string, submit: Submit): Promise<ScanView> {
    return this.json(scanViewSchema, `/api/v1/scans/${scanId}/submit`, asJson("POST", submit));
  }

  async rebuild(scanId: string, request: RebuildRequest): Promise<ScanView> {
    return this.json(scanViewSchema, `/api/v1/scans/${scanId}/rebuild`, asJson("POST", request));
  }

  async cancel(scanId: string): Promise<ScanView> {
    return this.json(scanViewSchema, `/api/v1/scans/${scanId}/cancel`, { method: "POST" });
  }

  async putPhoto(scanId: string, photoId: string, photo: Photo, bytes: Uint8Array<ArrayBuffer>) {
    return this.json(photoReceiptSchema, `/api/v1/scans/${scanId}/photos/${photoId}`, {
      method: "PUT",
      body: bytes,
      headers: {
        "content-type": "application/octet-stream",
        [photoPutHeaders.sha256]: photo.sha256,
        [photoPutHeaders.pass]: String(photo.pass),
        [photoPutHeaders.name]: encodeURIComponent(photo.name),
      },
    });
  }

  private async json<S extends v.GenericSchema>(schema: S, path: string, ask: Ask): Promise<v.InferOutput<S>> {
    const response = await this.patiently(path, ask);
    return v.parse(schema, await response.json());
  }

  private async patiently(path: string, ask: Ask): Promise<Response> {
    for (let tries = 1; ; tries++) {
      const outcome = await this.once(path, ask);
      if (outcome instanceof Response) return outcome;
      if (tries >= triesMost || !outcome.again) throw outcome.error;
      const backOffMs = Math.min(8_000, 300 * 2 ** tries) * (0.75 + Math.random() / 2);
      await sleep(outcome.afterMs ?? backOffMs);
    }
  }

  private async once(path: string, ask: Ask): Promise<Response | { error: Error; again: boolean; afterMs?: number }> {
    let response: Response;
    try {
      response = await fetch(new URL(path, this.origin), {
        ...ask,
        headers: { ...ask.headers, authorization: `Bearer ${this.token}` },
        signal: AbortSignal.timeout(requestTimeoutMs),
      });
    } catch (error) {
      const reason =
        error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : error;
      return { error: new Unreachable(`${this.origin} does not answer: ${reason}`), again: true };
    }
    if (response.ok) return response;
    const afterSeconds = Number(response.headers.get("retry-after") ?? Number.NaN);
    const wait = Number.isFinite(afterSeconds) ? { afterMs: Math.min(60, afterSeconds) * 1000 } : {};
    const problem = v.safeParse(problemSchema, await response.json().catch(() => null));
    if (!problem.success) {
      const error = new Unreachable(`${this.origin} answered ${response.status} to ${ask.method ?? "GET"} ${path}.`);
      return { error, again: response.status >= 500, ...wait };
    }
    const { retry, status } = problem.output;
    return { error: ScanProblem.from(problem.output), again: retry !== "never" && status !== 409, ...wait };
  }
}

function asJson(method: string, body: unknown): Ask {
  return { method, body: JSON.stringify(body), headers: { "content-type": "application/json" } };
}
