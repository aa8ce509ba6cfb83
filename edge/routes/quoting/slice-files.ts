import type { Context } from "hono";
import { sha256Schema, uuidSchema } from "#contract/ids";
import { resultSha256Header } from "#contract/job";
import { previewBytesMax, sliceManifestName, slicePreviewName } from "#contract/slice";
import { sha256Hex } from "../../adapters/digest.ts";
import { errorText, log } from "../../adapters/log.ts";
import { quoteRoomOf } from "../../adapters/quote-room.ts";
import { LinkSigner, type LinkVerb } from "../../adapters/signed-links.ts";
import { storeBytes } from "../../adapters/store-bytes.ts";
import { openDb } from "../../db/client.ts";
import { findSlice, holdsCallback } from "../../db/slices.ts";
import { partGeometryKey, sliceFileKey } from "../../domain/storage-keys.ts";
import type { Env } from "../../env.ts";
import { checkSlice } from "../../flows/quoting/check-slice.ts";
import { sendSlices } from "../../flows/quoting/slicing.ts";
import type { App } from "../app-types.ts";
import { ProblemError } from "../problem-answer.ts";
import { check } from "../read-request.ts";
import { declaredBytes, drain, upload } from "../request-body.ts";

const names = new Set<string>([slicePreviewName, sliceManifestName]);

async function verify(c: Context<App>, verb: LinkVerb): Promise<void> {
  const verdict = await new LinkSigner(c.env.LINK_SIGNING_KEY).verify(verb, new URL(c.req.url), Date.now());
  if (verdict !== "ok") throw new ProblemError(verdict);
}

/** The slicer fetches the checked part. */
export async function getGeometry(c: Context<App>): Promise<Response> {
  await verify(c, "GET");
  const partId = check(uuidSchema, c.req.param("partId"), "partId");
  const file = await c.env.FILES.get(partGeometryKey(partId));
  if (!file) throw new ProblemError("not-found");
  return c.body(file.body, 200, { "content-type": "model/stl", "content-length": String(file.size) });
}

/** The slicer puts what it made; a later try of the same attempt puts the same. */
export async function putSliceFile(c: Context<App>): Promise<Response> {
  const body = c.req.raw.body;
  try {
    await verify(c, "PUT");
    const sliceId = check(uuidSchema, c.req.param("sliceId"), "sliceId");
    const attempt = Number(c.req.param("attempt"));
    const name = c.req.param("name") ?? "";
    if (!names.has(name)) throw new ProblemError("not-found");
    const sha256 = check(sha256Schema, c.req.header(resultSha256Header), resultSha256Header);
    const bytes = declaredBytes(c);
    if (bytes > previewBytesMax) throw new ProblemError("result-too-large", `${bytes} bytes.`);
    if (bytes === 0 || !body) throw new ProblemError("request-invalid", "The file is empty.");
    if (!(await findSlice(openDb(c.env.DB), sliceId))) throw new ProblemError("attempt-over");
    const key = sliceFileKey(sliceId, attempt, name);
    const stored = await upload(c, () =>
      storeBytes(c.env.FILES, { key, body, bytes, sha256, contentType: "application/octet-stream" }),
    );
    if (stored.kind === "hash-mismatch" || stored.kind === "length-wrong")
      throw new ProblemError("result-hash-mismatch");
    if (name === sliceManifestName) look(c, sliceId);
    return c.body(null, stored.kind === "stored" ? 201 : 200);
  } finally {
    await drain(body, previewBytesMax);
  }
}

/** RunPod's word that a run has ended: a hint, believed only with the attempt's token; RunPod is asked what came of it. */
export async function sliceWebhook(c: Context<App>): Promise<Response> {
  await c.req.raw.body?.cancel();
  const sliceId = check(uuidSchema, c.req.param("sliceId"), "sliceId");
  const attempt = Number(c.req.param("attempt"));
  const tokenSha256 = await sha256Hex(c.req.param("token") ?? "");
  if (!(await holdsCallback(openDb(c.env.DB), sliceId, attempt, tokenSha256))) throw new ProblemError("unauthorized");
  look(c, sliceId);
  return c.body(null, 200);
}

function look(c: Context<App>, sliceId: string): void {
  c.executionCtx.waitUntil(
    heard(c.env, sliceId, Date.now()).catch((error) =>
      log("warn", "slice-not-checked", { sliceId, error: errorText(error) }),
    ),
  );
}

/** Where one ends there is room for another: the next goes out at once, and no room has to look often. */
async function heard(env: Env, sliceId: string, nowMs: number): Promise<void> {
  await checkSlice(env, sliceId, nowMs);
  await sendSlices(env, nowMs);
}

/** Browsers cannot send a token when they open a WebSocket: the link's signature stands for it. */
export async function openQuoteLive(c: Context<App>): Promise<Response> {
  await verify(c, "LIVE");
  if (c.req.header("upgrade")?.toLowerCase() !== "websocket") {
    throw new ProblemError("request-invalid", "Open it as a WebSocket.");
  }
  return quoteRoomOf(c.env, check(uuidSchema, c.req.param("channelId"), "channelId")).fetch(c.req.raw);
}
