import type { Context } from "hono";
import * as v from "valibot";
import { instantMsSchema, photoIdSchema, sha256Schema } from "#contract/ids";
import { passSchema, photoLimits, photoPutHeaders } from "#contract/photo";
import { openDb } from "../db/client.ts";
import { findPhoto, hasLivingJob, removePhoto } from "../db/photos.ts";
import { nameFromHeader } from "../domain/photo-name.ts";
import { photoKey } from "../domain/storage-keys.ts";
import { discardObject } from "../flows/discard-object.ts";
import { type PhotoUpload, storePhoto } from "../flows/store-photo.ts";
import type { App } from "./app-types.ts";
import { ProblemError } from "./problem-answer.ts";
import { check, ownScan } from "./read-request.ts";
import { declaredBytes, drain, upload } from "./request-body.ts";
import { scanIdOf } from "./scans.ts";

const digits = v.pipe(v.string(), v.regex(/^\d{1,16}$/), v.transform(Number));
const headersSchema = v.object({
  sha256: sha256Schema,
  pass: v.pipe(digits, passSchema),
  name: v.pipe(v.string(), v.maxLength(2000)),
  takenAtMs: v.optional(v.pipe(digits, instantMsSchema)),
});

export async function putPhoto(c: Context<App>): Promise<Response> {
  const body = c.req.raw.body;
  try {
    const said = await readUpload(c);
    const outcome = await upload(c, () => storePhoto(c.env, said, Date.now()));
    if (!outcome.ok) throw new ProblemError(outcome.code, outcome.detail);
    return c.json(outcome.receipt, outcome.created ? 201 : 200);
  } finally {
    // An answer before the body's end would reach many clients as a broken connection.
    await drain(body, photoLimits.bytesMax);
  }
}

async function readUpload(c: Context<App>): Promise<PhotoUpload> {
  const scan = await ownScan(c, scanIdOf(c));
  const photoId = check(photoIdSchema, c.req.param("photoId"), "photoId").toLowerCase();
  const header = (name: string) => c.req.header(name);
  const said = check(
    headersSchema,
    {
      sha256: header(photoPutHeaders.sha256),
      pass: header(photoPutHeaders.pass),
      name: header(photoPutHeaders.name),
      takenAtMs: header(photoPutHeaders.takenAtMs),
    },
    "headers",
  );
  const name = nameFromHeader(said.name);
  if (name === null) throw new ProblemError("request-invalid", `${photoPutHeaders.name}: not percent-encoded UTF-8.`);
  const bytes = declaredBytes(c);
  if (bytes === 0) throw new ProblemError("photo-empty");
  if (bytes > photoLimits.bytesMax) throw new ProblemError("photo-too-large", `${bytes} bytes.`);
  const body = c.req.raw.body;
  if (!body) throw new ProblemError("photo-empty");
  return { scanId: scan.scanId, photoId, ...said, takenAtMs: said.takenAtMs ?? null, name, bytes, body };
}

/** Deleting what is not there (any more) is done already. */
export async function deletePhoto(c: Context<App>): Promise<Response> {
  const scan = await ownScan(c, scanIdOf(c));
  const photoId = check(photoIdSchema, c.req.param("photoId"), "photoId").toLowerCase();
  const db = openDb(c.env.DB);
  const row = await findPhoto(db, scan.scanId, photoId);
  if (!row) return c.body(null, 204);
  const nowMs = Date.now();
  const removed = await removePhoto(db, scan.scanId, photoId, photoKey(scan.scanId, row.sha256), nowMs);
  if (!removed && (await hasLivingJob(db, scan.scanId))) throw new ProblemError("scan-locked");
  await discardObject(c.env.FILES, db, scan.scanId, row.sha256, nowMs);
  return c.body(null, 204);
}
