import { crc32 } from "node:zlib";
import { join } from "./pictures.ts";

export interface ZipPart {
  readonly path: string;
  readonly data?: Uint8Array<ArrayBuffer>;
  readonly deflate?: boolean;
  /** What the directory says instead of the truth. */
  readonly saysBytes?: number;
  readonly saysCrc32?: number;
  readonly isEncrypted?: boolean;
  /** Of Unix, e.g. 0o120777: a link. */
  readonly mode?: number;
}

const le = (value: number, length: number): number[] =>
  Array.from({ length }, (_, i) => Math.floor(value / 256 ** i) % 256);

async function deflated(data: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([data]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** A zip written by hand, so that it can say what no honest program writes. */
export async function zipOf(parts: readonly ZipPart[]): Promise<Uint8Array<ArrayBuffer>> {
  const files: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const part of parts) {
    const data = part.data ?? new Uint8Array();
    const packed = part.deflate ? await deflated(data) : data;
    const name = new TextEncoder().encode(part.path);
    const said = [
      ...le((part.isEncrypted ? 1 : 0) | 0x800, 2),
      ...le(part.deflate ? 8 : 0, 2),
      ...[0, 0, 0x21, 0x5b],
      ...le(part.saysCrc32 ?? crc32(data), 4),
      ...le(packed.length, 4),
      ...le(part.saysBytes ?? data.length, 4),
      ...le(name.length, 2),
      ...[0, 0],
    ];
    const local = join("PK\x03\x04", [20, 0], said, name, packed);
    files.push(local);
    const mode = le((part.mode ?? 0o100644) * 65536, 4);
    directory.push(join("PK\x01\x02", [20, 3, 20, 0], said, [0, 0, 0, 0, 0, 0], mode, le(offset, 4), name));
    offset += local.length;
  }
  const whole = join(...directory);
  const count = le(parts.length, 2);
  const end = join("PK\x05\x06", [0, 0, 0, 0], count, count, le(whole.length, 4), le(offset, 4), [0, 0]);
  return join(...files, whole, end);
}
