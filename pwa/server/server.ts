import * as v from "valibot";
import { workspaceHeader } from "#contract/access";
import type { Problem } from "#contract/problem";
import { toldProblemSchema } from "#contract/told-problem";
import { words } from "../i18n/words.ts";
import type { Answer } from "../outbox/model.ts";
import type { Way } from "./way.ts";

export type Ask = { json?: unknown; bytes?: ArrayBuffer; headers?: Record<string, string>; timeoutMs?: number };
type Schema<Body> = v.GenericSchema<unknown, Body>;

export type Server = {
  ask(method: string, path: string, ask?: Ask): Promise<Answer<unknown>>;
  ask<Body>(method: string, path: string, ask: Ask, schema: Schema<Body>): Promise<Answer<Body>>;
};

const timeoutMsDefault = 20_000;

/** The edge's HTTP API as answers: what the network or the server does is never an exception here. */
export function makeServer(wayOf: (path: string, method: string) => Promise<Way>, base = "/api/v1"): Server {
  return {
    async ask<Body>(method: string, path: string, ask: Ask = {}, schema?: Schema<Body>): Promise<Answer<Body>> {
      const way = await wayOf(path, method);
      const headers: Record<string, string> = { ...ask.headers };
      if (way.by === "token") headers.authorization = `Bearer ${way.token}`;
      else if (way.workspaceId !== null) headers[workspaceHeader] = way.workspaceId;
      if (ask.json !== undefined) headers["content-type"] = "application/json";
      if (ask.bytes !== undefined) headers["content-type"] = "application/octet-stream";
      try {
        const response = await fetch(base + path, {
          method,
          headers,
          body: ask.bytes ?? (ask.json === undefined ? null : JSON.stringify(ask.json)),
          signal: AbortSignal.timeout(ask.timeoutMs ?? timeoutMsDefault),
          // A token says all there is to say; the cookie would only travel along.
          credentials: way.by === "token" ? "omit" : "same-origin",
          cache: "no-store",
          redirect: "error",
        });
        return response.ok ? await accepted(response, schema) : await refused(response);
      } catch {
        return { kind: "unreachable" };
      }
    },
  };
}

async function accepted<Body>(response: Response, schema: Schema<Body> | undefined): Promise<Answer<Body>> {
  if (!schema) return { kind: "ok", body: undefined as Body };
  const parsed = v.safeParse(schema, await response.json().catch(() => null));
  // A captive portal answers 200 with its own page: that is not our server, and nothing was received.
  return parsed.success ? { kind: "ok", body: parsed.output } : { kind: "unreachable" };
}

async function refused(response: Response): Promise<Answer<never>> {
  const parsed = v.safeParse(toldProblemSchema, await response.json().catch(() => null));
  const problem = parsed.success ? parsed.output : standIn(response.status);
  return { kind: "problem", problem, retryAfterMs: retryAfterMs(response) };
}

/** Something between us and the edge answered (a proxy, a gateway): only the status is known, so trying again is right. */
export function standIn(status: number): Problem {
  const { title, todo } = words.app.gateway;
  return { type: "about:blank", title, status, code: "internal", retry: "later", todo, detail: `HTTP ${status}` };
}

function retryAfterMs(response: Response): number | null {
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
}
