import { decodeField, make } from "multipasta";

/** What a form with files turns out to hold, in its order; nothing of a file is ever gathered here. */
export type FormEvent =
  | { readonly type: "field"; readonly name: string; readonly value: string }
  | { readonly type: "file"; readonly name: string; readonly fileName: string }
  | { readonly type: "bytes"; readonly bytes: Uint8Array }
  | { readonly type: "file-end" };

/** It is not such a form, breaks off, or is larger than it may be. */
export class FormBroken extends Error {}

export interface FormLimits {
  readonly partsMax: number;
  readonly bytesMax: number;
}

const fieldBytesMax = 4_096;

/**
 * Reads multipart/form-data piece by piece: the next piece is asked for when what the last one held has been dealt with,
 * so that whoever stores a file as slowly as it likes never has more of it in memory than that.
 */
export async function* formEvents(
  body: ReadableStream<Uint8Array>,
  contentType: string,
  { partsMax, bytesMax }: FormLimits,
): AsyncGenerator<FormEvent> {
  const found: FormEvent[] = [];
  let broken: string | null = null;
  let isDone = false;
  const parser = make({
    ...{ headers: { "content-type": contentType }, maxParts: partsMax, maxTotalSize: bytesMax },
    maxFieldSize: fieldBytesMax,
    onField: (info, value) => found.push({ type: "field", name: info.name, value: decodeField(info, value) }),
    onFile: (info) => {
      found.push({ type: "file", name: info.name, fileName: info.filename ?? "" });
      return (bytes) => found.push(bytes ? { type: "bytes", bytes } : { type: "file-end" });
    },
    onError: (error) => {
      broken ??= error._tag === "ReachedLimit" ? error.limit : error._tag;
    },
    onDone: () => {
      isDone = true;
    },
  });
  const reader = body.getReader();
  try {
    for (;;) {
      if (broken !== null) throw new FormBroken(broken);
      const { value, done } = await reader.read();
      if (done) break;
      feed(() => parser.write(value));
      yield* found.splice(0);
    }
    feed(() => parser.end());
    yield* found.splice(0);
    if (broken !== null || !isDone) throw new FormBroken(broken ?? "EndNotReached");
  } finally {
    // What is left is for the route, which reads it so that its answer reaches the sender.
    reader.releaseLock();
  }
}

/** The parser throws at some headers that no browser sends. */
function feed(bytes: () => void): void {
  try {
    bytes();
  } catch (error) {
    throw new FormBroken(error instanceof Error ? error.message : "BadHeaders");
  }
}
