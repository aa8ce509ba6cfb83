import type { Context } from "hono";
import { errorText, log } from "../adapters/log.ts";
import type { App } from "./app-types.ts";
import { ProblemError } from "./problem-answer.ts";

/** The body's length as declared; without it nothing can be streamed into the store. */
export function declaredBytes(c: Context<App>): number {
  const header = c.req.header("content-length");
  if (header === undefined) throw new ProblemError("length-required");
  if (!/^\d{1,15}$/.test(header)) throw new ProblemError("request-invalid", "Content-Length: not a number.");
  return Number(header);
}

/** Runs an upload; whatever breaks in it is the store's or the database's trouble, and the sender may try again. */
export async function upload<T>(c: Context<App>, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    log("error", "upload-failed", { requestId: c.get("requestId"), path: c.req.path, error: errorText(error) });
    throw new ProblemError("storage-unavailable");
  }
}

/** Reads what is left of a body, up to a limit, and throws it away. */
export async function drain(body: ReadableStream<Uint8Array> | null, bytesMax: number): Promise<void> {
  if (!body || body.locked) return;
  const reader = body.getReader();
  try {
    let seen = 0;
    for (let step = await reader.read(); !step.done && seen <= bytesMax; step = await reader.read())
      seen += step.value.byteLength;
  } catch {
    // The sender has gone.
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
