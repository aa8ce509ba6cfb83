import { ascii, type Parser, Refusal, take } from "./ask.ts";
import { parseHeic } from "./heic.ts";
import { parseJpeg } from "./jpeg.ts";
import { parsePng } from "./png.ts";
import { parseWebp } from "./webp.ts";

const firstBytes = 16;

/** Chooses the parser by the first bytes – never by a name or a declared type. */
export function* parsePhoto(totalBytes: number): Parser {
  if (totalBytes < firstBytes) throw new Refusal("photo-not-image", "The file is too short to be a photo.");
  const head = yield take(firstBytes);
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return yield* parseJpeg(head, totalBytes);
  if (ascii(head, 0, 8) === "\x89PNG\r\n\x1a\n") return yield* parsePng(head, totalBytes);
  if (ascii(head, 0, 4) === "RIFF" && ascii(head, 8, 4) === "WEBP") return yield* parseWebp(head, totalBytes);
  if (ascii(head, 4, 4) === "ftyp") return yield* parseHeic(head, totalBytes);
  throw new Refusal("photo-not-image", "Neither JPEG, PNG, WebP nor HEIC by its first bytes.");
}
