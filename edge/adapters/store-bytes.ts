import type { ProblemCode } from "#contract/problem";

export type StoreAnswer =
  | { readonly kind: "stored" }
  /** Another request (or an earlier try) had created the object. */
  | { readonly kind: "exists" }
  | { readonly kind: "refused"; readonly code: ProblemCode; readonly detail: string }
  | { readonly kind: "hash-mismatch" }
  | { readonly kind: "length-wrong" };

/** Sees every piece before it is passed on; a refusal stores nothing. */
export interface Gate {
  push(chunk: Uint8Array): { code: ProblemCode; detail: string } | null;
  end(): { code: ProblemCode; detail: string } | null;
}

export interface StoreRequest {
  readonly key: string;
  readonly body: ReadableStream<Uint8Array>;
  readonly bytes: number;
  readonly sha256: string;
  readonly contentType: string;
}

const pieceBytes = 128 * 1024;
const openGate: Gate = { push: () => null, end: () => null };

/**
 * Streams a body into a new object: nothing is buffered, nothing is overwritten, and nothing stays unless length and
 * SHA-256 are true and the gate let every piece pass. The last piece is held back until the gate has seen the end.
 */
export async function storeBytes(files: R2Bucket, request: StoreRequest, gate: Gate = openGate): Promise<StoreAnswer> {
  const { readable, writable } = new FixedLengthStream(request.bytes);
  const stored = files.put(request.key, readable, {
    sha256: request.sha256,
    onlyIf: { etagDoesNotMatch: "*" },
    httpMetadata: { contentType: request.contentType },
  });
  const [passed, put] = await Promise.allSettled([passThrough(request, writable, gate), stored]);
  if (passed.status === "fulfilled" && passed.value) return passed.value;
  if (put.status === "fulfilled") return put.value ? { kind: "stored" } : { kind: "exists" };
  if (isHashMismatch(put.reason)) return { kind: "hash-mismatch" };
  throw put.reason;
}

async function passThrough(request: StoreRequest, writable: WritableStream, gate: Gate): Promise<StoreAnswer | null> {
  const writer = writable.getWriter();
  // When the store stops reading (the object exists), every write says so; these would say it a second time, unheard.
  writer.closed.catch(() => undefined);
  writer.ready.catch(() => undefined);
  const give = async (answer: StoreAnswer): Promise<StoreAnswer> => {
    await writer.abort(new Error(answer.kind)).catch(() => undefined);
    return answer;
  };
  let seen = 0;
  const reader = request.body.getReader({ mode: "byob" });
  try {
    for (let piece = await nextPiece(reader); piece; piece = await nextPiece(reader)) {
      seen += piece.byteLength;
      if (seen > request.bytes) return await give({ kind: "length-wrong" });
      const refusal = gate.push(piece) ?? (seen === request.bytes ? gate.end() : null);
      if (refusal) return await give({ kind: "refused", ...refusal });
      await writer.write(piece);
    }
    if (seen !== request.bytes) return await give({ kind: "length-wrong" });
    await writer.close();
    return null;
  } catch (error) {
    await writer.abort(error).catch(() => undefined);
    throw error;
  } finally {
    // Not cancelled: the route reads the rest, so that its answer reaches the sender.
    reader.releaseLock();
  }
}

/** Network pieces are a few kB: taking them together costs far fewer turns. Null at the end. */
async function nextPiece(reader: ReadableStreamBYOBReader): Promise<Uint8Array | null> {
  const { value } = await reader.readAtLeast(pieceBytes, new Uint8Array(pieceBytes));
  return value && value.byteLength > 0 ? value : null;
}

/** R2's own code for a body that is not what its checksum says. */
const isHashMismatch = (error: unknown): boolean => error instanceof Error && /\b10037\b|checksum/i.test(error.message);
