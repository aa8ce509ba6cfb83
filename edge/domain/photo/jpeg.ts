import { find, type Parser, type Part, type PhotoFacts, Refusal, rest, skip, take, uint } from "./ask.ts";
import { refuseForeign } from "./foreign-content.ts";
import { checkPixels } from "./pixels.ts";

const marker = { startOfScan: 0xda, endOfImage: 0xd9, comment: 0xfe } as const;
const isRestart = (m: number): boolean => m >= 0xd0 && m <= 0xd7;
/** SOF0–SOF15 without DHT, JPG and DAC, which stand in the same row. */
const isFrame = (m: number): boolean => m >= 0xc0 && m <= 0xcf && m !== 0xc4 && m !== 0xc8 && m !== 0xcc;

/**
 * Walks the markers (ITU T.81 annex B) to the end-of-image. What follows it may be a gain map, a motion photo or a
 * maker's trailer, as phones write them; only documents and programs are refused there.
 */
export function* parseJpeg(head: Uint8Array, totalBytes: number): Parser {
  let facts: PhotoFacts | null = null;
  let scans = 0;
  const segments = new HeadReader(head.subarray(2));
  for (let m = yield* segments.marker(); m !== marker.endOfImage; m = yield* segments.marker()) {
    if (isRestart(m) || m === 0x01) continue;
    const length = uint(yield* segments.take(2), 0, 2) - 2;
    if (length < 0) throw new Refusal("photo-not-image", "A JPEG segment has no length.");
    if (length > totalBytes) throw new Refusal("photo-truncated", "A JPEG segment is longer than the file.");
    if (isFrame(m) && length >= 6) {
      const frame = yield* segments.take(length);
      facts = checkPixels({ format: "jpeg", widthPx: uint(frame, 3, 2), heightPx: uint(frame, 1, 2) });
    } else if (m === marker.comment) {
      refuseForeign(yield* segments.take(length), "a comment");
    } else {
      yield* segments.skip(length);
    }
    if (m === marker.startOfScan) scans++;
  }
  if (!facts || scans === 0) throw new Refusal("photo-not-image", "The JPEG holds no picture.");
  refuseForeign(yield rest, "data behind the picture");
  return facts;
}

/** Reads on from the bytes that were taken to recognise the format. */
class HeadReader {
  private head: Uint8Array;
  constructor(head: Uint8Array) {
    this.head = head;
  }

  *take(bytes: number): Part<Uint8Array> {
    const first = this.head.subarray(0, bytes);
    this.head = this.head.subarray(first.length);
    if (first.length === bytes) return first;
    const more = yield take(bytes - first.length);
    const whole = new Uint8Array(bytes);
    whole.set(first);
    whole.set(more, first.length);
    return whole;
  }

  *skip(bytes: number): Part<void> {
    const first = Math.min(bytes, this.head.length);
    this.head = this.head.subarray(first);
    if (bytes > first) yield skip(bytes - first);
  }

  /** The next marker: passes over picture data (where FF 00 is a byte FF) and fill bytes (FF FF). */
  *marker(): Part<number> {
    for (;;) {
      yield* this.find(0xff);
      let value = 0xff;
      while (value === 0xff) value = (yield* this.take(1))[0] ?? 0;
      if (value !== 0) return value;
    }
  }

  private *find(byte: number): Part<void> {
    const at = this.head.indexOf(byte);
    this.head = at < 0 ? this.head.subarray(this.head.length) : this.head.subarray(at + 1);
    if (at < 0) yield find(byte);
  }
}
