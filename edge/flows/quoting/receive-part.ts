import { printLimits } from "#contract/print-settings";
import type { ProblemCode } from "#contract/problem";
import type { PartPut } from "#contract/quoting";
import { pieceBytes } from "#contract/quoting";
import { storeBytes } from "../../adapters/store-bytes.ts";
import { openDb } from "../../db/client.ts";
import { blankFinding, findPart, insertPart, type PartRow, savePart, type Visitor } from "../../db/parts.ts";
import { partFileKey, partPieceKey, partPiecesPrefix } from "../../domain/storage-keys.ts";
import { type PartEnv, preparePart } from "./prepare-part.ts";

export type Received<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: ProblemCode; readonly detail?: string };
const no = (code: ProblemCode, detail?: string) => ({ ok: false, code, ...(detail ? { detail } : {}) }) as const;

export interface PartUpload extends PartPut {
  readonly partId: string;
  readonly ownerId: string;
  /** Who sends it on the owner's website, where it is not the owner. */
  readonly visitor?: Visitor | null;
}

/** Makes the part's row, or finds the one an earlier try made: of the same bytes, or the id is taken. */
export async function openPart(
  env: PartEnv,
  put: PartUpload,
  jobId: string | null,
  nowMs: number,
): Promise<Received<PartRow>> {
  if (put.bytes > printLimits.fileBytesMax) return no("mesh-file-too-large", `${put.bytes} bytes.`);
  const { partId, ownerId, fileName, bytes, sha256, visitor = null } = put;
  const wanted = { partId, ownerId, fileName, bytes, fileSha256: sha256, jobId, createdAtMs: nowMs };
  const row = await insertPart(openDb(env.DB), wanted, visitor);
  if (!row) return no("limit-reached", "Delete parts that are no longer needed.");
  const mine = row.ownerId === ownerId && row.visitorId === (visitor?.visitorId ?? null);
  const same = mine && row.fileSha256 === sha256 && row.bytes === bytes;
  return same ? { ok: true, value: row } : no("id-taken", "partId stands for another file.");
}

/** The whole file in one request: streamed into the store, its hash checked there, then scanned and checked. */
export async function receiveFile(
  env: PartEnv,
  part: PartRow,
  body: ReadableStream<Uint8Array>,
): Promise<Received<PartRow>> {
  if (part.state !== "receiving") return settled(env, part);
  const stored = await storeBytes(env.FILES, {
    ...{ key: partFileKey(part.partId), body, bytes: part.bytes, sha256: part.fileSha256 },
    contentType: "application/octet-stream",
  });
  if (stored.kind === "hash-mismatch" || stored.kind === "length-wrong") return no("part-hash-mismatch");
  return settled(env, part);
}

/** One piece; the same again is done already. */
export async function receivePiece(
  env: PartEnv,
  part: PartRow,
  piece: number,
  sent: { readonly sha256: string; readonly bytes: number; readonly body: ReadableStream<Uint8Array> },
): Promise<Received<null>> {
  if (part.state !== "receiving") return no("part-complete");
  const due = Math.min(pieceBytes, part.bytes - piece * pieceBytes);
  if (sent.bytes !== due) return no("request-invalid", `Piece ${piece} has ${Math.max(0, due)} bytes.`);
  const key = partPieceKey(part.partId, piece);
  const stored = await storeBytes(env.FILES, { ...sent, key, contentType: "application/octet-stream" });
  if (stored.kind === "hash-mismatch" || stored.kind === "length-wrong") return no("part-hash-mismatch");
  return { ok: true, value: null };
}

export async function piecesHere(env: Pick<PartEnv, "FILES">, partId: string): Promise<number[]> {
  const prefix = partPiecesPrefix(partId);
  const page = await env.FILES.list({ prefix });
  return page.objects.map((object) => Number(object.key.slice(prefix.length))).toSorted((a, b) => a - b);
}

/** Puts the pieces together and judges the part. Also takes up again what broke off, or waited for the scanner. */
export async function completePart(env: PartEnv, part: PartRow): Promise<Received<PartRow>> {
  if (part.state !== "receiving") return settled(env, part);
  if (!(await env.FILES.head(partFileKey(part.partId)))) {
    const count = Math.ceil(part.bytes / pieceBytes);
    const here = new Set(await piecesHere(env, part.partId));
    const missing = Array.from({ length: count }, (_, i) => i).filter((i) => !here.has(i));
    if (missing.length > 0) return no("part-incomplete", `Missing: ${missing.join(", ")}.`);
    const body = joined(env, part.partId, count);
    const stored = await storeBytes(env.FILES, {
      ...{ key: partFileKey(part.partId), body, bytes: part.bytes, sha256: part.fileSha256 },
      contentType: "application/octet-stream",
    });
    if (stored.kind === "hash-mismatch" || stored.kind === "length-wrong") {
      // Each piece was what it said, but they are not the file: it has to be sent anew.
      await dropPieces(env, part.partId);
      return no("part-hash-mismatch", "The pieces together are another file; send them again.");
    }
  }
  return settled(env, part);
}

function joined(env: PartEnv, partId: string, count: number): ReadableStream<Uint8Array> {
  // Bytes, so that the store may read it piece by piece.
  const { readable, writable } = new IdentityTransformStream();
  const pump = async () => {
    for (let piece = 0; piece < count; piece += 1) {
      const object = await env.FILES.get(partPieceKey(partId, piece));
      if (!object) throw new Error(`piece ${piece} is gone`);
      await object.body.pipeTo(writable, { preventClose: true });
    }
    await writable.close();
  };
  pump().catch((error) => writable.abort(error).catch(() => undefined));
  return readable;
}

async function dropPieces(env: PartEnv, partId: string): Promise<void> {
  const page = await env.FILES.list({ prefix: partPiecesPrefix(partId) });
  if (page.objects.length > 0) await env.FILES.delete(page.objects.map((object) => object.key));
}

/** The file is here: to its verdict, unless it has one. */
async function settled(env: PartEnv, part: PartRow): Promise<Received<PartRow>> {
  if (part.state === "ready" || part.state === "refused") return { ok: true, value: part };
  const [moving] = await Promise.all([
    savePart(openDb(env.DB), part, blankFinding("checking")),
    dropPieces(env, part.partId),
  ]);
  const judged = moving && (await preparePart(env, moving));
  const row = judged ?? (await findPart(openDb(env.DB), part.partId));
  return row ? { ok: true, value: row } : no("not-found");
}
