import { printLimits } from "#contract/print-settings";
import { MeshProblem } from "./mesh-problem.ts";
import { ObjReader } from "./obj.ts";
import type { PartReader, ReadPart } from "./reader.ts";
import { BinaryStlReader, keepsItsCount } from "./stl-binary.ts";
import { TextStlReader } from "./stl-text.ts";
import { ThreeMfReader } from "./three-mf.ts";

export type PartFormat = "stl-binary" | "stl-text" | "obj" | "3mf" | "step";

/** As much of a file's beginning as `formatOf` wants to see, where there is so much. */
export const headBytes = 2_048;

/**
 * What a file is, by its bytes and not by its name. `solid` at the beginning does not make an STL text: many programs
 * write it into binary headers. A count that fits the length decides; then whether the beginning is text at all.
 */
export function formatOf(head: Uint8Array, totalBytes: number): PartFormat {
  if (totalBytes > printLimits.fileBytesMax) throw new MeshProblem("mesh-file-too-large", `${totalBytes} bytes`);
  if (totalBytes === 0) throw new MeshProblem("mesh-empty", "no bytes");
  if (head[0] === 0x50 && head[1] === 0x4b && (head[2] ?? 9) <= 8) return "3mf";
  if (keepsItsCount(head, totalBytes)) return "stl-binary";
  const text = textOf(head);
  if (text === null) {
    if (head.length < 84) throw new MeshProblem("mesh-format-unknown", "neither text nor a whole header");
    return looksBinary(head, totalBytes);
  }
  if (/^\s*solid\b/i.test(text)) return "stl-text";
  if (text.trimStart().startsWith("ISO-10303-21;")) return "step";
  if (/^\s*(;|[GMT]\d+\b)/.test(text)) throw new MeshProblem("mesh-format-unknown", "this is G-code: already sliced");
  if (/(^|\n)[ \t]*(v|f)[ \t]+[-+\d.]/.test(text)) return "obj";
  throw new MeshProblem("mesh-format-unknown", "text, but of no kind that is known");
}

/** Any 84 bytes are a binary STL's head: believed only where there could be a record behind it. */
function looksBinary(head: Uint8Array, totalBytes: number): PartFormat {
  const magic = [...head.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const known = /^(89504e47|ffd8ff|25504446|7f454c46|4d5a|1f8b|52617221|377abcaf|47494638|676c5446)/;
  if (known.test(magic)) throw new MeshProblem("mesh-format-unknown", "another kind of file");
  if (totalBytes > 84 && totalBytes < 134) throw new MeshProblem("mesh-truncated", "not one whole triangle");
  return "stl-binary";
}

/** Null where the bytes are not text. The head may end within a letter. */
function textOf(head: Uint8Array): string | null {
  if (head.subarray(0, headBytes).some((byte) => byte < 9 || (byte > 13 && byte < 32))) return null;
  return new TextDecoder().decode(head).replace(/^\ufeff/, "");
}

/** The reader of a format, or null for STEP: that needs a CAD kernel, which the slicer's worker has. */
export function readerOf(format: PartFormat): PartReader | null {
  if (format === "step") return null;
  const readers = {
    "stl-binary": BinaryStlReader,
    "stl-text": TextStlReader,
    obj: ObjReader,
    "3mf": ThreeMfReader,
  };
  return new readers[format]();
}

/** A whole file at once. STEP has to be turned into a mesh elsewhere first. */
export function readPart(bytes: Uint8Array): ReadPart & { format: PartFormat } {
  const format = formatOf(bytes.subarray(0, headBytes), bytes.length);
  const reader = readerOf(format);
  if (!reader) throw new MeshProblem("mesh-format-unknown", "STEP is made into triangles elsewhere first");
  reader.push(bytes);
  return { ...reader.end(), format };
}

/** The same for a file that comes in pieces: no more than a piece and the part itself are held. */
export async function readPartFrom(
  pieces: AsyncIterable<Uint8Array>,
  totalBytes: number,
): Promise<(ReadPart & { format: PartFormat }) | { format: "step" }> {
  let head: Uint8Array = new Uint8Array();
  let reader: PartReader | null = null;
  let format: PartFormat | null = null;
  let taken = 0;
  for await (const piece of pieces) {
    taken += piece.length;
    if (taken > totalBytes) throw new MeshProblem("mesh-malformed", "more bytes than were announced");
    if (format) {
      reader?.push(piece);
      continue;
    }
    const longer = new Uint8Array(head.length + piece.length);
    longer.set(head);
    longer.set(piece, head.length);
    head = longer;
    if (head.length < Math.min(headBytes, totalBytes)) continue;
    format = formatOf(head.subarray(0, headBytes), totalBytes);
    reader = readerOf(format);
    reader?.push(head);
  }
  if (taken < totalBytes) throw new MeshProblem("mesh-truncated", `${taken} of ${totalBytes} bytes came`);
  format ??= formatOf(head, totalBytes);
  return reader ? { ...reader.end(), format } : { format: "step" };
}
