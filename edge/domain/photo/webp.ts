import { ascii, type Parser, type PhotoFacts, Refusal, rest, skip, take, uintLe } from "./ask.ts";
import { refuseForeign } from "./foreign-content.ts";
import { checkPixels } from "./pixels.ts";

const animationFlag = 0x02;
const headerBytes = 10;

/** Walks the chunks of a RIFF container (RFC 9649). `head` holds the RIFF header and the first chunk's type. */
export function* parseWebp(head: Uint8Array, totalBytes: number): Parser {
  const riffEnd = uintLe(head, 4, 4) + 8;
  if (riffEnd > totalBytes) throw new Refusal("photo-truncated", "The WebP says that it is longer.");
  let type = ascii(head, 12, 4);
  let at = 12;
  let facts: PhotoFacts | null = null;
  let hasPicture = false;
  while (at + 8 <= riffEnd) {
    if (at > 12) type = ascii(yield take(4));
    const length = uintLe(yield take(4), 0, 4);
    const padded = length + (length % 2);
    at += 8 + padded;
    if (at > riffEnd + 1) throw new Refusal("photo-truncated", "A WebP chunk is longer than the file.");
    if (type === "ANIM" || type === "ANMF") throw new Refusal("photo-animated", "An animated WebP.");
    const isHeader = type === "VP8X" || type === "VP8 " || type === "VP8L";
    const taken = isHeader ? Math.min(headerBytes, length) : 0;
    if (isHeader) {
      const size = readSize(type, yield take(taken));
      facts = facts ?? checkPixels(size);
      hasPicture ||= type !== "VP8X";
    }
    yield skip(Math.min(padded, totalBytes) - taken);
  }
  if (!facts || !hasPicture) throw new Refusal("photo-truncated", "The WebP holds no picture.");
  refuseForeign(yield rest, "data behind the picture");
  return facts;
}

function readSize(type: string, header: Uint8Array): PhotoFacts {
  if (header.length < (type === "VP8L" ? 5 : headerBytes))
    throw new Refusal("photo-truncated", "The WebP's header is cut.");
  if (type === "VP8X") {
    if ((header[0] ?? 0) & animationFlag) throw new Refusal("photo-animated", "An animated WebP.");
    return { format: "webp", widthPx: uintLe(header, 4, 3) + 1, heightPx: uintLe(header, 7, 3) + 1 };
  }
  if (type === "VP8L") {
    if (header[0] !== 0x2f) throw new Refusal("photo-not-image", "The WebP's lossless header is wrong.");
    const bits = uintLe(header, 1, 4);
    return { format: "webp", widthPx: (bits % 16384) + 1, heightPx: (Math.floor(bits / 16384) % 16384) + 1 };
  }
  if (header[3] !== 0x9d || header[4] !== 0x01 || header[5] !== 0x2a) {
    throw new Refusal("photo-not-image", "The WebP's frame header is wrong.");
  }
  return { format: "webp", widthPx: uintLe(header, 6, 2) % 16384, heightPx: uintLe(header, 8, 2) % 16384 };
}
