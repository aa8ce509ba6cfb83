import { batchLimits, type ZipRefusal } from "#contract/batch";
import { photoLimits } from "#contract/photo";
import type { ProblemCode } from "#contract/problem";
import { derivedId } from "../../adapters/derived-id.ts";
import { toHex } from "../../adapters/digest.ts";
import { StoredZip, ZipFault } from "../../adapters/zip-in-store.ts";
import { findImport, type ImportRow, noteImported, openImport } from "../../db/batch-imports.ts";
import { addSets, type BatchRow, whyNotAdded } from "../../db/batches.ts";
import { type Db, openDb } from "../../db/client.ts";
import { readManifest, setName } from "../../domain/organisation/zip-manifest.ts";
import { type PlannedPhoto, planZip, type ZipPlan } from "../../domain/organisation/zip-plan.ts";
import { shownName } from "../../domain/photo-name.ts";
import type { Env } from "../../env.ts";
import { pumpOutbox } from "../pump-outbox.ts";
import { storePhoto } from "../store-photo.ts";

export type ImportEnv = Pick<Env, "DB" | "FILES" | "JOBS" | "SWEEP">;
export type ImportOutcome = { ok: true; importId: string } | { ok: false; code: ProblemCode; detail?: string };

/** In one go: about six database calls each, of the thousand that one invocation may make. */
const photosAtOnce = 60;
const refusalsKept = 100;
const manifestBytesMax = 256 * 1024;

/**
 * Streams a zip into the store, judges it by its directory before a byte is unpacked, makes its sets, and notes what is
 * to be taken in. Nothing stays of one that is refused. (From the store single photos can be read; from the request the
 * directory, which stands at a zip's end, would come last.)
 */
export async function openZip(
  env: ImportEnv,
  batch: BatchRow,
  body: ReadableStream<Uint8Array>,
  bytes: number,
  nowMs: number,
): Promise<ImportOutcome> {
  const db = openDb(env.DB);
  const key = `batches/${batch.batchId}/${crypto.randomUUID()}.zip`;
  const { readable, writable } = new FixedLengthStream(bytes);
  const [piped, put] = await Promise.allSettled([body.pipeTo(writable), env.FILES.put(key, readable)]);
  if (piped.status === "rejected" || put.status === "rejected" || !put.value) {
    await env.FILES.delete(key);
    return { ok: false, code: "zip-unreadable", detail: "The body broke off." };
  }
  const outcome = await planImport(env, db, batch, { key, bytes, md5: md5Of(put.value) }, nowMs).catch(faultOutcome);
  if (!outcome.ok || !outcome.isOurs) await env.FILES.delete(key);
  return outcome;
}

const md5Of = (object: R2Object): string => (object.checksums.md5 ? toHex(object.checksums.md5) : object.etag);

function faultOutcome(error: unknown): { ok: false; code: ProblemCode; detail: string } {
  if (error instanceof ZipFault) return { ok: false, code: error.code, detail: error.message.slice(0, 300) };
  throw error;
}

type Planned = { ok: true; importId: string; isOurs: boolean } | { ok: false; code: ProblemCode; detail?: string };

async function planImport(
  env: ImportEnv,
  db: Db,
  batch: BatchRow,
  zipObject: { key: string; bytes: number; md5: string },
  nowMs: number,
): Promise<Planned> {
  const { key, bytes, md5 } = zipObject;
  const { batchId, ownerId } = batch;
  const zip = await StoredZip.open(env.FILES, key, bytes, batchLimits.zipEntriesMax);
  const verdict = planZip(zip.entries, bytes);
  if (!verdict.ok) return verdict;
  const { plan } = verdict;
  const names = await namesOf(zip, plan);
  if (names === "unreadable") return { ok: false, code: "zip-layout", detail: `${plan.manifestPath} cannot be read.` };
  const sets = plan.sets.map(async (s) => ({
    scanId: await derivedId(batchId, s.folder),
    name: setName(s.folder, names),
  }));
  const made = await Promise.all(sets);
  if (made.length > batchLimits.setsMax) return { ok: false, code: "batch-full", detail: `${made.length} sets.` };
  if (!(await addSets(db, batch, made, nowMs))) return { ok: false, code: await whyNotAdded(db, ownerId, made) };
  const photosTotal = plan.sets.reduce((sum, s) => sum + s.photos.length, 0);
  const refused = plan.ignored.slice(0, refusalsKept).map((path) => refusal(path, "photo-not-image", null));
  const importId = await derivedId(batchId, "zip", md5, bytes);
  const row: ImportRow = {
    ...{ importId, batchId, ownerId, key, photosTotal, nextPhoto: 0, refused, failure: null },
    ...{ createdAtMs: nowMs, changedAtMs: nowMs, endedAtMs: null },
  };
  return { ok: true, importId, isOurs: await openImport(db, row) };
}

async function namesOf(zip: StoredZip, plan: ZipPlan): Promise<ReadonlyMap<string, string> | null | "unreadable"> {
  if (plan.manifestPath === null) return null;
  const text = await zip.text(plan.manifestPath, manifestBytesMax);
  return readManifest(plan.manifestPath, text) ?? "unreadable";
}

const refusal = (path: string, code: ProblemCode, detail: string | null): ZipRefusal => ({
  path: path.slice(-300),
  code,
  detail,
});

/**
 * Takes in the next photos, one after the other: each is read twice from the store, once for its hash and once into its
 * place, so that none is ever held whole. The same photos again change nothing.
 */
export async function continueImport(env: ImportEnv, importId: string, nowMs: number): Promise<void> {
  const db = openDb(env.DB);
  const row = await findImport(db, importId);
  if (!row || row.endedAtMs !== null) return;
  const next = await takeSome(env, row, nowMs);
  const isLast = next.failure !== null || next.nextPhoto >= row.photosTotal;
  if (!(await noteImported(db, row, next, nowMs))) return;
  if (isLast) await env.FILES.delete(row.key);
  else await pumpOutbox(env, nowMs).catch(() => 0);
}

async function takeSome(env: ImportEnv, row: ImportRow, nowMs: number) {
  const refused = [...row.refused];
  const object = await env.FILES.head(row.key);
  if (!object) return { nextPhoto: row.nextPhoto, refused, failure: "storage-unavailable" as const };
  const zip = await StoredZip.open(env.FILES, row.key, object.size, batchLimits.zipEntriesMax);
  const verdict = planZip(zip.entries, object.size);
  if (!verdict.ok) return { nextPhoto: row.nextPhoto, refused, failure: verdict.code };
  const all = verdict.plan.sets.flatMap((set) => set.photos.map((photo) => ({ folder: set.folder, photo })));
  let nextPhoto = row.nextPhoto;
  for (const { folder, photo } of all.slice(nextPhoto, nextPhoto + photosAtOnce)) {
    const why = await takePhoto(env, zip, row, folder, photo, nowMs);
    if (why?.code === "zip-bomb") return { nextPhoto, refused: [...refused, why], failure: "zip-bomb" as const };
    if (why && refused.length < refusalsKept) refused.push(why);
    nextPhoto++;
  }
  return { nextPhoto, refused, failure: null };
}

/** Null: it is in its place. The store's own trouble is thrown: a queue brings the message again. */
async function takePhoto(
  env: ImportEnv,
  zip: StoredZip,
  row: ImportRow,
  folder: string,
  photo: PlannedPhoto,
  nowMs: number,
): Promise<ZipRefusal | null> {
  const { path, pass } = photo;
  if (photo.bytes === 0) return refusal(path, "photo-empty", null);
  try {
    const { sha256, bytes } = await zip.digest(path, Math.min(photo.bytes, photoLimits.bytesMax));
    const scanId = await derivedId(row.batchId, folder);
    const photoId = await derivedId(row.batchId, path, sha256);
    const { body, done } = zip.stream(path, bytes);
    const upload = { scanId, photoId, pass, name: shownName(path), sha256, bytes, takenAtMs: null, body };
    const outcome = await storePhoto(env, upload, nowMs).finally(done);
    if (outcome.ok) return null;
    if (outcome.code === "storage-unavailable") throw new Error(outcome.detail ?? "storage unavailable");
    return refusal(path, outcome.code, outcome.detail ?? null);
  } catch (error) {
    if (error instanceof ZipFault) return refusal(path, error.code, error.message.slice(0, 300));
    throw error;
  }
}
