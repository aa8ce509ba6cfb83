import * as v from "valibot";
import { workspaceHeader } from "#contract/access";
import { toldProblemSchema } from "#contract/told-problem";
import type { Answer } from "../outbox/model.ts";
import { standIn } from "./server.ts";
import type { Way } from "./way.ts";

const pausesMs = [500, 2_000];

type WayOf = (path: string, method: string) => Promise<Way>;
type Schema<Body> = v.GenericSchema<unknown, Body>;

/** Files to and from the server, in the same name as everything else: uploads that tell how far they are, and downloads. */
export function makeTransfer(wayOf: WayOf, base = "/api/v1") {
  return {
    /** `fetch` does not tell how far a body has come. `signal` stops it. */
    async upload<Body>(
      path: string,
      { file, media }: { file: Blob; media: string },
      schema: Schema<Body>,
      onShare: (share: number) => void,
      signal: AbortSignal,
    ): Promise<Answer<Body>> {
      const way = await wayOf(path, "POST");
      const request = new XMLHttpRequest();
      request.open("POST", base + path);
      for (const [name, value] of Object.entries(headersOf(way))) request.setRequestHeader(name, value);
      request.setRequestHeader("content-type", media);
      request.upload.onprogress = ({ loaded, total }) => onShare(total > 0 ? loaded / total : 0);
      signal.addEventListener("abort", () => request.abort());
      return new Promise((resolve) => {
        request.onload = () => resolve(answerOf(request.status, request.responseText, schema));
        request.onerror = () => resolve({ kind: "unreachable" });
        request.onabort = () => resolve({ kind: "unreachable" });
        if (signal.aborted) resolve({ kind: "unreachable" });
        else request.send(file);
      });
    },

    /** Asked again where a lift or a busy server may have been the cause. Null: it did not come whole. */
    async download(path: string): Promise<Blob | null> {
      const way = await wayOf(path, "GET");
      const credentials = way.by === "token" ? "omit" : "same-origin";
      for (const pauseMs of [...pausesMs, null]) {
        const asked = fetch(base + path, { headers: headersOf(way), credentials, cache: "no-store" });
        const response = await asked.catch(() => null);
        const blob = response?.ok ? await response.blob().catch(() => null) : null;
        const refused = response !== null && !response.ok && response.status < 500;
        if (blob || refused || pauseMs === null) return blob;
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
      return null;
    },
  };
}

function headersOf(way: Way): Record<string, string> {
  if (way.by === "token") return { authorization: `Bearer ${way.token}` };
  return way.workspaceId === null ? {} : { [workspaceHeader]: way.workspaceId };
}

function answerOf<Body>(status: number, text: string, schema: Schema<Body>): Answer<Body> {
  const json = readJson(text);
  if (status >= 200 && status < 300) {
    const parsed = v.safeParse(schema, json);
    return parsed.success ? { kind: "ok", body: parsed.output } : { kind: "unreachable" };
  }
  const problem = v.safeParse(toldProblemSchema, json);
  if (problem.success) return { kind: "problem", problem: problem.output, retryAfterMs: null };
  return { kind: "problem", problem: standIn(status), retryAfterMs: null };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
