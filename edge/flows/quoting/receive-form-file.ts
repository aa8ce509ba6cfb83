import { printLimits } from "#contract/print-settings";
import { toHex } from "../../adapters/digest.ts";
import type { PartRow } from "../../db/parts.ts";
import { partFileKey } from "../../domain/storage-keys.ts";
import type { PartEnv } from "./prepare-part.ts";
import { completePart, openPart, type Received } from "./receive-part.ts";

/** The store takes an object whose length is not known before in pieces of one size, 5 MiB at least. */
const pieceBytes = 5 * 1024 * 1024;

/**
 * A file of a plain form: neither its length nor its hash is known before its end. It goes to the store piece by piece
 * and is hashed on the way; what breaks off the store forgets by itself. From its end on it is a part like any other.
 */
export class FormFile {
  readonly partId = crypto.randomUUID();
  readonly fileName: string;
  private readonly env: PartEnv;
  private readonly digest = new crypto.DigestStream("SHA-256");
  private readonly hashing = this.digest.getWriter();
  private readonly pieces: R2UploadedPart[] = [];
  private piece = new Uint8Array(0);
  private filled = 0;
  private seen = 0;
  private upload: R2MultipartUpload | null = null;

  constructor(env: PartEnv, fileName: string) {
    this.env = env;
    this.fileName = fileName;
  }

  get isEmpty(): boolean {
    return this.seen === 0;
  }

  get isTooLarge(): boolean {
    return this.seen > printLimits.fileBytesMax;
  }

  /** Once it is too large nothing more of it is kept, and the rest only counted. */
  async push(bytes: Uint8Array): Promise<void> {
    this.seen += bytes.byteLength;
    if (this.isTooLarge) return this.forget();
    if (this.piece.length === 0) this.piece = new Uint8Array(pieceBytes);
    await this.hashing.write(bytes);
    for (let from = 0; from < bytes.byteLength; ) {
      const taken = bytes.subarray(from, from + pieceBytes - this.filled);
      this.piece.set(taken, this.filled);
      this.filled += taken.byteLength;
      from += taken.byteLength;
      if (this.filled === pieceBytes) await this.put();
    }
  }

  private async put(): Promise<void> {
    this.upload ??= await this.env.FILES.createMultipartUpload(partFileKey(this.partId), {
      httpMetadata: { contentType: "application/octet-stream" },
    });
    const number = this.pieces.length + 1;
    this.pieces.push(await this.upload.uploadPart(number, this.piece.subarray(0, this.filled)));
    this.filled = 0;
  }

  /** The row comes before the object, so that no object is ever without one. */
  async end(ownerId: string, nowMs: number): Promise<Received<PartRow>> {
    if (this.isTooLarge) return { ok: false, code: "mesh-file-too-large" };
    if (this.isEmpty) return { ok: false, code: "mesh-empty", detail: "The file is empty." };
    if (this.filled > 0 || this.pieces.length === 0) await this.put();
    await this.hashing.close();
    const sha256 = toHex(await this.digest.digest);
    const { partId, fileName, seen: bytes } = this;
    const opened = await openPart(this.env, { partId, ownerId, fileName, bytes, sha256 }, null, nowMs);
    if (!opened.ok) {
      await this.forget();
      return opened;
    }
    await this.upload?.complete(this.pieces);
    this.upload = null;
    return completePart(this.env, opened.value);
  }

  /** It came to nothing. */
  async forget(): Promise<void> {
    this.piece = new Uint8Array(0);
    const { upload } = this;
    this.upload = null;
    await upload?.abort();
  }
}
