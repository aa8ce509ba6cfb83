import type { Context } from "hono";
import { sha256Schema, uuidSchema } from "#contract/ids";
import { resultSha256Header } from "#contract/job";
import { preparedMeshName, prepareManifestName } from "#contract/prepare";
import { printLimits } from "#contract/print-settings";
import { sha256Hex } from "../../adapters/digest.ts";
import { errorText, log } from "../../adapters/log.ts";
import { LinkSigner, type LinkVerb } from "../../adapters/signed-links.ts";
import { storeBytes } from "../../adapters/store-bytes.ts";
import { openDb } from "../../db/client.ts";
import { findPreparation, holdsPreparation } from "../../db/preparations.ts";
import { partFileKey, preparedKey } from "../../domain/storage-keys.ts";
import { checkPreparation } from "../../flows/quoting/check-preparation.ts";
import type { App } from "../app-types.ts";
import { ProblemError } from "../problem-answer.ts";
import { check } from "../read-request.ts";
import { declaredBytes, drain, upload } from "../request-body.ts";

/** Triangles take more room than the STEP they were made of; the worker keeps to a million of them. */
const meshBytesMax = printLimits.fileBytesMax;
const names = new Set<string>([preparedMeshName, prepareManifestName]);

async function verify(c: Context<App>, verb: LinkVerb): Promise<void> {
  const verdict = await new LinkSigner(c.env.LINK_SIGNING_KEY).verify(verb, new URL(c.req.url), Date.now());
  if (verdict !== "ok") throw new ProblemError(verdict);
}

/** The worker fetches the file as it came. It is never shown to a browser, which might take it for a page. */
export async function getPartFile(c: Context<App>): Promise<Response> {
  await verify(c, "GET");
  const partId = check(uuidSchema, c.req.param("partId"), "partId");
  const file = await c.env.FILES.get(partFileKey(partId));
  if (!file) throw new ProblemError("not-found");
  return c.body(file.body, 200, {
    ...{ "content-type": "application/octet-stream", "content-length": String(file.size) },
    ...{ "content-disposition": "attachment", "x-content-type-options": "nosniff" },
  });
}

/** The worker puts what it made; a later try of the same attempt puts the same. */
export async function putPreparedFile(c: Context<App>): Promise<Response> {
  const body = c.req.raw.body;
  try {
    await verify(c, "PUT");
    const partId = check(uuidSchema, c.req.param("partId"), "partId");
    const preparationId = check(uuidSchema, c.req.param("preparationId"), "preparationId");
    const attempt = Number(c.req.param("attempt"));
    const name = c.req.param("name") ?? "";
    if (!names.has(name)) throw new ProblemError("not-found");
    const sha256 = check(sha256Schema, c.req.header(resultSha256Header), resultSha256Header);
    const bytes = declaredBytes(c);
    if (bytes > meshBytesMax) throw new ProblemError("result-too-large", `${bytes} bytes.`);
    if (bytes === 0 || !body) throw new ProblemError("request-invalid", "The file is empty.");
    const row = await findPreparation(openDb(c.env.DB), preparationId);
    if (row?.partId !== partId || row.attempt !== attempt) throw new ProblemError("attempt-over");
    const key = preparedKey(partId, preparationId, attempt, name);
    const stored = await upload(c, () =>
      storeBytes(c.env.FILES, { key, body, bytes, sha256, contentType: "application/octet-stream" }),
    );
    if (stored.kind === "hash-mismatch" || stored.kind === "length-wrong")
      throw new ProblemError("result-hash-mismatch");
    if (name === prepareManifestName) look(c, preparationId);
    return c.body(null, stored.kind === "stored" ? 201 : 200);
  } finally {
    await drain(body, meshBytesMax);
  }
}

/** RunPod's word that a run has ended: a hint, believed only with the attempt's token; RunPod is asked what came of it. */
export async function preparationWebhook(c: Context<App>): Promise<Response> {
  await c.req.raw.body?.cancel();
  const preparationId = check(uuidSchema, c.req.param("preparationId"), "preparationId");
  const attempt = Number(c.req.param("attempt"));
  const tokenSha256 = await sha256Hex(c.req.param("token") ?? "");
  const known = await holdsPreparation(openDb(c.env.DB), preparationId, attempt, tokenSha256);
  if (!known) throw new ProblemError("unauthorized");
  look(c, preparationId);
  return c.body(null, 200);
}

function look(c: Context<App>, preparationId: string): void {
  const looking = checkPreparation(c.env, preparationId, Date.now());
  c.executionCtx.waitUntil(
    looking.catch((error) => log("warn", "preparation-not-checked", { preparationId, error: errorText(error) })),
  );
}
