import type { PhotoReceipt } from "#contract/photo";
import type { ProblemCode } from "#contract/problem";
import { type StoreAnswer, storeBytes } from "../adapters/store-bytes.ts";
import { type Db, openDb } from "../db/client.ts";
import * as table from "../db/photos.ts";
import { findScan } from "../db/scans.ts";
import { photoKey } from "../domain/storage-keys.ts";
import type { Env } from "../env.ts";
import { discardObject } from "./discard-object.ts";
import { factsOfStored, PhotoGate } from "./photo-gate.ts";

export interface PhotoUpload {
  readonly scanId: string;
  readonly photoId: string;
  readonly pass: number;
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly takenAtMs: number | null;
  readonly body: ReadableStream<Uint8Array>;
}

export type PhotoOutcome =
  | { readonly ok: true; readonly receipt: PhotoReceipt; readonly created: boolean }
  | { readonly ok: false; readonly code: ProblemCode; readonly detail?: string };

type PhotoEnv = Pick<Env, "DB" | "FILES">;
const no = (code: ProblemCode, detail?: string): PhotoOutcome =>
  detail ? { ok: false, code, detail } : { ok: false, code };

/** Object first, row second: a receipt is given only for what both hold. A try that broke off between is taken up again. */
export async function storePhoto(env: PhotoEnv, upload: PhotoUpload, nowMs: number): Promise<PhotoOutcome> {
  const db = openDb(env.DB);
  const known = await alreadyHere(env, db, upload);
  if (known) return known;
  if (await table.hasLivingJob(db, upload.scanId)) return no("scan-locked");
  const key = photoKey(upload.scanId, upload.sha256);
  const gate = new PhotoGate(upload.bytes);
  const answer = await storeBytes(env.FILES, { ...upload, key, contentType: "application/octet-stream" }, gate);
  const refused = refusalOf(answer);
  if (refused) return refused;
  const facts = gate.facts ?? (await factsOfStored(env.FILES, key));
  if (!facts) return no("storage-unavailable");
  const { scanId, photoId, pass, name, sha256, bytes, takenAtMs } = upload;
  const row: table.PhotoRow = { scanId, photoId, pass, name, sha256, bytes, ...facts, takenAtMs, receivedAtMs: nowMs };
  const created = await table.insertPhoto(db, row, key);
  return (await alreadyHere(env, db, upload, created)) ?? whyNot(env, db, upload, key, nowMs);
}

/** The same photo again gets the same receipt, without its bytes being read – if the object is really there. */
async function alreadyHere(env: PhotoEnv, db: Db, upload: PhotoUpload, created = false): Promise<PhotoOutcome | null> {
  const row = await table.findPhoto(db, upload.scanId, upload.photoId);
  if (!row) {
    const twin = await table.findPhotoByHash(db, upload.scanId, upload.sha256);
    return twin ? no("photo-duplicate", `The same bytes are here as ${twin.name}.`) : null;
  }
  if (row.sha256 !== upload.sha256 || row.bytes !== upload.bytes)
    return no("id-taken", "photoId stands for other bytes.");
  if (await env.FILES.head(photoKey(upload.scanId, row.sha256)))
    return { ok: true, receipt: table.toReceipt(row), created };
  // Its object was being swept while the row was written: as if it had never come.
  await table.dropPhotoRow(db, upload.scanId, upload.photoId);
  return created ? no("storage-unavailable", "The earlier copy was just being deleted.") : null;
}

function refusalOf(answer: StoreAnswer): PhotoOutcome | null {
  switch (answer.kind) {
    case "stored":
    case "exists":
      return null;
    case "refused":
      return no(answer.code, answer.detail);
    case "hash-mismatch":
      return no("photo-hash-mismatch");
    case "length-wrong":
      return no("photo-hash-mismatch", "The body is not as long as its Content-Length.");
  }
}

/** The row was not taken: says why, and leaves no object behind that nobody holds. */
async function whyNot(env: PhotoEnv, db: Db, upload: PhotoUpload, key: string, nowMs: number): Promise<PhotoOutcome> {
  const outcome = await refusalOfRow(db, upload.scanId, key);
  await discardObject(env.FILES, db, upload.scanId, upload.sha256, nowMs);
  return outcome;
}

async function refusalOfRow(db: Db, scanId: string, key: string): Promise<PhotoOutcome> {
  if (!(await findScan(db, scanId))) return no("scan-deleted");
  if (await table.hasLivingJob(db, scanId)) return no("scan-locked");
  if (await table.isCondemned(db, key)) return no("storage-unavailable", "The earlier copy is just being deleted.");
  return no("photos-too-many", `A scan holds at most ${table.photosMax} photos.`);
}
