import { ascii, type Parser, type PhotoFacts, Refusal, rest, skip, take, uint } from "./ask.ts";
import { refuseForeign } from "./foreign-content.ts";
import { checkPixels } from "./pixels.ts";

/** Walks the chunks (W3C PNG §5) to IEND; `acTL` makes it an APNG. `head` holds the signature and IHDR's first 8 bytes. */
export function* parsePng(head: Uint8Array, totalBytes: number): Parser {
  if (uint(head, 8, 4) !== 13 || ascii(head, 12, 4) !== "IHDR") {
    throw new Refusal("photo-not-image", "The PNG does not begin with its header.");
  }
  const header = yield take(13 + 4);
  const facts: PhotoFacts = checkPixels({ format: "png", widthPx: uint(header, 0, 4), heightPx: uint(header, 4, 4) });
  let hasData = false;
  for (;;) {
    const chunk = yield take(8);
    const length = uint(chunk, 0, 4);
    const type = ascii(chunk, 4, 4);
    if (length > totalBytes) throw new Refusal("photo-truncated", "A PNG chunk is longer than the file.");
    if (type === "acTL") throw new Refusal("photo-animated", "An animated PNG.");
    if (type === "IDAT") hasData = true;
    yield skip(length + 4);
    if (type === "IEND") break;
  }
  if (!hasData) throw new Refusal("photo-truncated", "The PNG holds no picture data.");
  refuseForeign(yield rest, "data behind the picture");
  return facts;
}
