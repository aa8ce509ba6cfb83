import {
  ERR_INVALID_UNCOMPRESSED_SIZE,
  type FileEntry,
  Reader,
  ZipReader,
} from "@zip.js/zip.js/lib/zip-core-native.js";
import type { ZipEntry } from "../domain/organisation/zip-plan.ts";
import { toHex } from "./digest.ts";

/** The directory of 5000 entries is well below it; one that is larger is not read at all. */
const pieceBytesMax = 8 * 1024 * 1024;

/** A zip that is not one, is cut, or lies about what is in it. */
export class ZipFault extends Error {
  readonly code: "zip-unreadable" | "zip-bomb";
  constructor(code: "zip-unreadable" | "zip-bomb", detail: string) {
    super(detail);
    this.code = code;
  }
}

/** Reads parts of an object in R2, as they are needed. */
class StoredReader extends Reader<string> {
  readonly #files: R2Bucket;
  readonly #key: string;

  constructor(files: R2Bucket, key: string, bytes: number) {
    super(key);
    this.#files = files;
    this.#key = key;
    this.size = bytes;
  }

  override async readUint8Array(offset: number, length: number): Promise<Uint8Array> {
    if (length > pieceBytesMax) throw new ZipFault("zip-bomb", `A directory of ${length} bytes.`);
    const within = Math.min(length, this.size - offset);
    if (within <= 0) return new Uint8Array(0);
    const object = await this.#files.get(this.#key, { range: { offset, length: within } });
    if (!object) throw new Error(`${this.#key} is gone`);
    return new Uint8Array(await object.arrayBuffer());
  }

  /** One request for all of an entry, read as it is unpacked. */
  override createReadable(range: { offset?: number; size?: number } = {}): ReadableStream<Uint8Array> {
    const offset = range.offset ?? 0;
    const size = range.size ?? this.size - offset;
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const pump = async () => {
      const length = Math.min(size, this.size - offset);
      const object = length > 0 ? await this.#files.get(this.#key, { range: { offset, length } }) : null;
      if (object) await object.body.pipeThrough(inSmallPieces()).pipeTo(writable);
      else await writable.close();
    };
    // A reader that has had enough cancels; whatever else is wrong reaches it through the stream.
    pump().catch((error) => writable.abort(error).catch(() => undefined));
    return readable;
  }
}

const pieceBytes = 16 * 1024;

/** What is unpacked from one piece is held whole: at most a thousand times as much. */
const inSmallPieces = (): TransformStream<Uint8Array, Uint8Array> =>
  new TransformStream({
    transform(chunk, controller) {
      for (let at = 0; at < chunk.length; at += pieceBytes) controller.enqueue(chunk.subarray(at, at + pieceBytes));
    },
  });

export interface StoredEntry extends ZipEntry {
  /** Of its content, as the directory says. */
  readonly crc32: number;
}

/** A zip in R2: nothing of it is held but its directory. */
export class StoredZip {
  readonly entries: readonly StoredEntry[];
  readonly #files: ReadonlyMap<string, FileEntry>;

  private constructor(entries: readonly StoredEntry[], files: ReadonlyMap<string, FileEntry>) {
    this.entries = entries;
    this.#files = files;
  }

  /** Throws a ZipFault where it is not one. At most `entriesMax` + 1 entries are listed. */
  static async open(files: R2Bucket, key: string, bytes: number, entriesMax: number): Promise<StoredZip> {
    // Names are judged by us (zip-plan.ts), so that what is refused can be named.
    const options = { useWebWorkers: false, filenameValidation: "tolerant", strictness: "balanced" } as const;
    const reader = new ZipReader(new StoredReader(files, key, bytes), options);
    const entries: StoredEntry[] = [];
    const found = new Map<string, FileEntry>();
    try {
      for await (const e of reader.getEntriesGenerator()) {
        entries.push({
          ...{ path: e.filename, isFolder: e.directory, isEncrypted: e.encrypted, isLink: e.symlink },
          ...{ bytes: e.uncompressedSize, packedBytes: e.compressedSize, crc32: e.crc32 ?? 0 },
        });
        if (!e.directory) found.set(e.filename, e);
        if (entries.length > entriesMax) break;
      }
    } catch (error) {
      throw asFault(error);
    }
    return new StoredZip(entries, found);
  }

  /** Its text, if it is short. */
  async text(path: string, bytesMax: number): Promise<string> {
    const parts: Uint8Array[] = [];
    await this.#unpack(path, bytesMax, (piece) => void parts.push(piece.slice()));
    return new TextDecoder().decode(await new Blob(parts as Uint8Array<ArrayBuffer>[]).arrayBuffer());
  }

  /** SHA-256 and length of an entry's content; its checksum is compared on the way. */
  async digest(path: string, bytesMax: number): Promise<{ sha256: string; bytes: number }> {
    const stream = new crypto.DigestStream("SHA-256");
    const writer = stream.getWriter();
    let bytes = 0;
    try {
      await this.#unpack(path, bytesMax, async (piece) => {
        bytes += piece.byteLength;
        await writer.write(piece);
      });
      await writer.close();
    } catch (error) {
      stream.digest.catch(() => undefined);
      await writer.abort(error).catch(() => undefined);
      throw error;
    }
    return { sha256: toHex(await stream.digest), bytes };
  }

  /** An entry's content as a stream of exactly that length; `done` ends it early and waits until nothing flows. */
  stream(path: string, bytes: number): { body: ReadableStream<Uint8Array>; done: () => Promise<void> } {
    const { readable, writable } = new FixedLengthStream(bytes);
    const stop = new AbortController();
    const writer = writable.getWriter();
    writer.closed.catch(() => undefined);
    const flowing = this.#unpack(path, bytes, (piece) => writer.write(piece), stop.signal)
      .then(() => writer.close())
      .catch((error) => writer.abort(error).catch(() => undefined));
    const done = async () => {
      stop.abort();
      await readable.cancel().catch(() => undefined);
      await flowing;
    };
    return { body: readable, done };
  }

  async #unpack(
    path: string,
    bytesMax: number,
    take: (piece: Uint8Array) => Promise<void> | void,
    signal?: AbortSignal,
  ): Promise<void> {
    const entry = this.#files.get(path);
    if (!entry) throw new ZipFault("zip-unreadable", path);
    let seen = 0;
    const sink = new WritableStream<Uint8Array>({
      async write(piece) {
        seen += piece.byteLength;
        // More than its directory says: the rest is not unpacked.
        if (seen > bytesMax) throw new ZipFault("zip-bomb", `${path} unpacks to more than it says.`);
        await take(piece);
      },
    });
    try {
      await entry.getData(sink, { useWebWorkers: false, checkCrc32: true, ...(signal ? { signal } : {}) });
    } catch (error) {
      if (signal?.aborted) return;
      throw isLie(error) ? new ZipFault("zip-bomb", `${path} unpacks to another size than it says.`) : asFault(error);
    }
  }
}

/** The library stops by itself when more comes than the directory says; honest programs write no less either. */
const isLie = (error: unknown): boolean => error instanceof Error && error.message === ERR_INVALID_UNCOMPRESSED_SIZE;

/** What the library says of a zip is its fault; what the store says is not. */
function asFault(error: unknown): unknown {
  if (error instanceof ZipFault) return error;
  const isStore = error instanceof Error && /is gone$|internal error|network|10\d{3}/i.test(error.message);
  return isStore ? error : new ZipFault("zip-unreadable", error instanceof Error ? error.message : String(error));
}
