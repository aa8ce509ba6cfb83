import type { Context } from "hono";
import * as v from "valibot";
import { sha256Schema } from "#contract/ids";
import { manifestName, resultSha256Header } from "#contract/job";
import { resultNames } from "#contract/job-words";
import { toHex } from "../adapters/digest.ts";
import { errorText, log } from "../adapters/log.ts";
import { storeBytes } from "../adapters/store-bytes.ts";
import { openDb } from "../db/client.ts";
import { loadJob } from "../db/jobs.ts";
import { isAlive } from "../domain/job.ts";
import { settleAttempt } from "../flows/settle-attempt.ts";
import type { App } from "./app-types.ts";
import { keyOfLink } from "./get-file.ts";
import { ProblemError } from "./problem-answer.ts";
import { check } from "./read-request.ts";
import { declaredBytes, drain, upload } from "./request-body.ts";

/** What Workers accept in one body. */
const resultBytesMax = 100_000_000;
const names = new Set<string>([...resultNames, manifestName]);

/** A worker puts a file of its attempt: once, whole, and only while its job lives. The manifest, put last, settles it. */
export async function putResult(c: Context<App>): Promise<Response> {
  const body = c.req.raw.body;
  try {
    return await upload(c, () => store(c, body));
  } finally {
    await drain(body, resultBytesMax);
  }
}

async function store(c: Context<App>, body: ReadableStream<Uint8Array> | null): Promise<Response> {
  const { key, object } = await keyOfLink(c, "PUT");
  if (object.kind !== "result" || !names.has(object.name)) throw new ProblemError("not-found");
  const sha256 = check(sha256Schema, c.req.header(resultSha256Header), resultSha256Header);
  const bytes = declaredBytes(c);
  if (bytes > resultBytesMax) throw new ProblemError("result-too-large", `${bytes} bytes.`);
  if (bytes === 0 || !body) throw new ProblemError("request-invalid", "The file is empty.");
  const { jobId, attempt } = object;
  if (!(await isWanted(c, jobId, attempt))) throw new ProblemError("attempt-over");
  const answer = await storeBytes(c.env.FILES, { key, body, bytes, sha256, contentType: "application/octet-stream" });
  if (answer.kind === "hash-mismatch" || answer.kind === "length-wrong") throw new ProblemError("result-hash-mismatch");
  if (answer.kind === "exists" && !(await isSame(c.env.FILES, key, sha256))) throw new ProblemError("result-taken");
  if (!(await isWanted(c, jobId, attempt))) {
    // The job ended (or its scan was deleted) while the file was on its way.
    await c.env.FILES.delete(key);
    throw new ProblemError("attempt-over");
  }
  if (object.name === manifestName) c.executionCtx.waitUntil(settle(c, jobId, attempt));
  return c.body(null, answer.kind === "stored" ? 201 : 200);
}

async function isWanted(c: Context<App>, jobId: string, attempt: number): Promise<boolean> {
  const stored = await loadJob(openDb(c.env.DB), jobId);
  if (!stored) return false;
  return isAlive(stored.job.phase) || stored.job.winner === attempt;
}

async function isSame(files: R2Bucket, key: string, sha256: string): Promise<boolean> {
  const stored = (await files.head(key))?.checksums.sha256;
  return stored !== undefined && toHex(stored) === v.parse(sha256Schema, sha256);
}

async function settle(c: Context<App>, jobId: string, attempt: number): Promise<void> {
  try {
    await settleAttempt(c.env, jobId, attempt);
  } catch (error) {
    log("warn", "settle-failed", { jobId, attempt, error: errorText(error) });
  }
}
