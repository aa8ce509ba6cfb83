import { FlateErrorCode, Unzip, type UnzipFile, UnzipInflate, UnzipPassThrough } from "fflate";
import { MeshProblem } from "./mesh-problem.ts";

const limits = {
  entriesMost: 2_000,
  /** Inflated, all that is read together. */
  bytesMost: 400 * 1024 * 1024,
  /** XML of meshes shrinks to a fifth or a twentieth. */
  ratioMost: 100,
  ratioFromBytes: 8 * 1024 * 1024,
  /** Deflate grows at most 1,032-fold: what one piece can become stays small. */
  pieceBytes: 8_192,
};

type TakePiece = (bytes: Uint8Array, last: boolean) => void;

/**
 * The entries of a 3MF in their order, inflated piece by piece. Only those that `reading` wants are inflated at all;
 * configurations, thumbnails and scripts never are. Nothing is written anywhere, yet a name that points outside is refused.
 */
export class ThreeMfArchive {
  private readonly unzip: Unzip;
  private readonly names = new Set<string>();
  private readonly reading: (name: string) => TakePiece | null;
  private inBytes = 0;
  private outBytes = 0;
  private unfinished = 0;

  constructor(reading: (name: string) => TakePiece | null) {
    this.reading = reading;
    this.unzip = new Unzip((file) => this.entry(file));
    this.unzip.register(UnzipInflate);
    this.unzip.register(UnzipPassThrough);
  }

  push(bytes: Uint8Array, last: boolean): void {
    // The last piece is told also where it is empty.
    const pieces = Math.max(last ? 1 : 0, Math.ceil(bytes.length / limits.pieceBytes));
    for (let i = 0; i < pieces; i += 1) {
      const at = i * limits.pieceBytes;
      const piece = bytes.subarray(at, at + limits.pieceBytes);
      this.inBytes += piece.length;
      try {
        this.unzip.push(piece, last && at + limits.pieceBytes >= bytes.length);
      } catch (error) {
        throw last && this.unfinished > 0 && !(error instanceof MeshProblem) ? cutShort() : problemOf(error);
      }
    }
    if (last && this.names.size === 0) throw new MeshProblem("mesh-malformed", "the archive is empty");
    if (last && this.unfinished > 0) throw cutShort();
  }

  private entry(file: UnzipFile): void {
    const { name } = file;
    if (isUnsafe(name)) throw new MeshProblem("mesh-archive-unsafe", "a name that leads outside the archive");
    if (this.names.has(name.toLowerCase())) throw new MeshProblem("mesh-archive-unsafe", "one name twice");
    this.names.add(name.toLowerCase());
    if (this.names.size > limits.entriesMost) throw new MeshProblem("mesh-archive-unsafe", "too many entries");
    const take = this.reading(name);
    if (!take) return;
    this.unfinished += 1;
    file.ondata = (error, bytes, last) => {
      if (error)
        throw error instanceof MeshProblem ? error : new MeshProblem("mesh-malformed", "an entry does not unpack");
      this.outBytes += bytes.length;
      if (this.outBytes > limits.bytesMost) throw new MeshProblem("mesh-archive-unsafe", "it unpacks to far too much");
      if (this.outBytes > limits.ratioFromBytes && this.outBytes > this.inBytes * limits.ratioMost) {
        throw new MeshProblem("mesh-archive-unsafe", "it unpacks to far more than it is");
      }
      if (last) this.unfinished -= 1;
      take(bytes, last);
    };
    file.start();
  }
}

const cutShort = () => new MeshProblem("mesh-truncated", "the archive ends too early");

function problemOf(error: unknown): MeshProblem {
  if (error instanceof MeshProblem) return error;
  const early = (error as { code?: unknown }).code === FlateErrorCode.UnexpectedEOF;
  return early ? cutShort() : new MeshProblem("mesh-malformed", "the archive is broken");
}

const isUnsafe = (name: string): boolean =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  name.length > 1_024 || /^[/\\]|^[a-z]:|[\u0000-\u001f\\]/i.test(name) || name.split("/").includes("..");
