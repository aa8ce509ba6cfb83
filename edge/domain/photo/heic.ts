import { ascii, type Parser, type PhotoFacts, Refusal, skip, take, takeOrEnd, uint } from "./ask.ts";
import { checkPixels } from "./pixels.ts";

const stillBrands = new Set(["heic", "heix", "heim", "heis"]);
const sequenceBrands = new Set(["hevc", "hevx", "msf1", "avis"]);
const metaBytesMax = 2 * 1024 * 1024;
const ftypBytesMax = 512;

/** Walks the boxes (ISO/IEC 14496-12, 23008-12) to the end of the file; sizes stand in `meta/iprp/ipco/ispe`. */
export function* parseHeic(head: Uint8Array, totalBytes: number): Parser {
  const ftypBytes = uint(head, 0, 4);
  if (ftypBytes < 16 || ftypBytes > ftypBytesMax) throw new Refusal("photo-not-image", "Not a HEIC file.");
  checkBrands(ascii(head, 8, 4), ascii(yield take(ftypBytes - head.length)));
  let facts: PhotoFacts | null = null;
  let hasData = false;
  let at = ftypBytes;
  for (let box = yield takeOrEnd(8); box.length > 0; box = yield takeOrEnd(8)) {
    const type = ascii(box, 4, 4);
    const short = uint(box, 0, 4);
    const headerBytes = short === 1 ? 16 : 8;
    const size = short === 1 ? uint(yield take(8), 0, 8) : short === 0 ? totalBytes - at : short;
    if (size < headerBytes || at + size > totalBytes)
      throw new Refusal("photo-truncated", `The box ${type} is cut short.`);
    const content = size - headerBytes;
    if (type === "meta") {
      if (content > metaBytesMax) throw new Refusal("photo-not-image", "The HEIC's description is too long.");
      const meta = yield take(content);
      facts = checkPixels(largestImage(meta));
      hasData ||= contains(meta, "idat");
    } else {
      hasData ||= type === "mdat";
      yield skip(content);
    }
    at += size;
  }
  if (!facts || !hasData) throw new Refusal("photo-truncated", "The HEIC holds no picture.");
  return facts;
}

function checkBrands(major: string, compatible: string): void {
  const brands = [major];
  for (let i = 0; i + 4 <= compatible.length; i += 4) brands.push(compatible.slice(i, i + 4));
  if (sequenceBrands.has(major)) throw new Refusal("photo-animated", "A HEIC image sequence.");
  if (!brands.some((b) => stillBrands.has(b)))
    throw new Refusal("photo-not-image", `A ${major.trim()} file, not HEIC.`);
}

/** A photo is a grid of tiles with thumbnails beside it: the whole picture is the largest size that is named. */
function largestImage(meta: Uint8Array): PhotoFacts {
  let best: PhotoFacts = { format: "heic", widthPx: 0, heightPx: 0 };
  for (const iprp of boxes(meta, 4, "iprp")) {
    for (const ipco of boxes(iprp, 0, "ipco")) {
      for (const ispe of boxes(ipco, 0, "ispe")) {
        const [widthPx, heightPx] = [uint(ispe, 4, 4), uint(ispe, 8, 4)];
        if (widthPx * heightPx > best.widthPx * best.heightPx) best = { format: "heic", widthPx, heightPx };
      }
    }
  }
  return best;
}

function* boxes(bytes: Uint8Array, from: number, wanted: string): Generator<Uint8Array> {
  for (let at = from; at + 8 <= bytes.length; ) {
    const size = uint(bytes, at, 4);
    if (size < 8 || at + size > bytes.length) return;
    if (ascii(bytes, at + 4, 4) === wanted) yield bytes.subarray(at + 8, at + size);
    at += size;
  }
}

const contains = (meta: Uint8Array, type: string): boolean => !boxes(meta, 4, type).next().done;
