/** The smallest files that are whole photos to the edge: right structure, made-up picture data. */

const bytesOf = (...parts: (number[] | string | Uint8Array)[]): Uint8Array<ArrayBuffer> => {
  const arrays = parts.map((p) =>
    typeof p === "string" ? Uint8Array.from(p, (c) => c.charCodeAt(0)) : Uint8Array.from(p),
  );
  const whole = new Uint8Array(arrays.reduce((n, a) => n + a.length, 0));
  let at = 0;
  for (const a of arrays) {
    whole.set(a, at);
    at += a.length;
  }
  return whole;
};
export const join = bytesOf;

const be = (value: number, length: number): number[] =>
  Array.from({ length }, (_, i) => Math.floor(value / 256 ** (length - 1 - i)) % 256);
const le = (value: number, length: number): number[] => be(value, length).toReversed();

export interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}
const twoMegapixels: Size = { widthPx: 1600, heightPx: 1200 };

/** Picture data that differs by seed, with the escapes and restart markers that scanners stumble over. */
function scanData(seed: number, length: number): Uint8Array {
  const data = new Uint8Array(length);
  let x = seed * 2654435761 + 1;
  for (let i = 0; i < length; i++) {
    x = (x * 1103515245 + 12345) % 2147483648;
    data[i] = x % 255;
  }
  return bytesOf(
    data,
    [0xff, 0x00, 0xff, 0xd3, 0xff, 0x00],
    be(seed, 4).map((b) => b % 255),
  );
}

export const segment = (marker: number, content: Uint8Array | number[] | string): Uint8Array => {
  const body = bytesOf(content);
  return bytesOf([0xff, marker], be(body.length + 2, 2), body);
};

export interface JpegParts extends Partial<Size> {
  readonly before?: Uint8Array;
  readonly behind?: Uint8Array;
  readonly components?: number;
  readonly scanBytes?: number;
}

export function jpeg(seed = 1, parts: JpegParts = {}): Uint8Array<ArrayBuffer> {
  const { widthPx, heightPx, components, scanBytes } = { ...twoMegapixels, components: 3, scanBytes: 3000, ...parts };
  const frame = bytesOf([8], be(heightPx, 2), be(widthPx, 2), [components], new Uint8Array(components * 3));
  return bytesOf(
    [0xff, 0xd8],
    segment(0xe0, "JFIF\0\x01\x02\0\0\x01\0\x01\0\0"),
    parts.before ?? [],
    segment(0xdb, new Uint8Array(65)),
    segment(0xc0, frame),
    segment(0xda, new Uint8Array(10)),
    scanData(seed, scanBytes),
    [0xff, 0xd9],
    parts.behind ?? [],
  );
}

/** The bytes of an EXIF block with a thumbnail: a whole little JPEG inside a segment. */
export const exifWithThumbnail = (): Uint8Array =>
  segment(0xe1, bytesOf("Exif\0\0MM\0*", jpeg(7, { widthPx: 160, heightPx: 120, scanBytes: 200 })));

const chunk = (type: string, content: Uint8Array | number[]): Uint8Array =>
  bytesOf(be(content.length, 4), type, content, [0, 0, 0, 0]);

export function png(
  seed = 1,
  size: Size = twoMegapixels,
  extra: Uint8Array = new Uint8Array(0),
): Uint8Array<ArrayBuffer> {
  const header = bytesOf(be(size.widthPx, 4), be(size.heightPx, 4), [8, 2, 0, 0, 0]);
  const data = chunk("IDAT", scanData(seed, 500));
  return bytesOf("\x89PNG\r\n\x1a\n", chunk("IHDR", header), extra, data, chunk("IEND", []));
}
export const animationControl = (): Uint8Array => chunk("acTL", new Uint8Array(8));

const riff = (chunks: Uint8Array): Uint8Array<ArrayBuffer> => bytesOf("RIFF", le(chunks.length + 4, 4), "WEBP", chunks);
const riffChunk = (type: string, content: Uint8Array): Uint8Array =>
  bytesOf(type, le(content.length, 4), content, content.length % 2 ? [0] : []);

export function webp(seed = 1, size: Size = twoMegapixels): Uint8Array<ArrayBuffer> {
  const frame = bytesOf([0x50, 0, 0, 0x9d, 0x01, 0x2a], le(size.widthPx, 2), le(size.heightPx, 2), scanData(seed, 301));
  return riff(riffChunk("VP8 ", frame));
}
export function webpLossless(seed = 1, size: Size = twoMegapixels): Uint8Array<ArrayBuffer> {
  const bits = size.widthPx - 1 + (size.heightPx - 1) * 16384;
  return riff(riffChunk("VP8L", bytesOf([0x2f], le(bits, 4), scanData(seed, 300))));
}
export function webpAnimated(size: Size = twoMegapixels): Uint8Array<ArrayBuffer> {
  const header = bytesOf([0x02, 0, 0, 0], le(size.widthPx - 1, 3), le(size.heightPx - 1, 3));
  return riff(bytesOf(riffChunk("VP8X", header), riffChunk("ANIM", new Uint8Array(6))));
}

const box = (type: string, content: Uint8Array): Uint8Array => bytesOf(be(content.length + 8, 4), type, content);
const ispe = ({ widthPx, heightPx }: Size): Uint8Array =>
  box("ispe", bytesOf([0, 0, 0, 0], be(widthPx, 4), be(heightPx, 4)));

/** As a phone writes it: tiles of 512 and a thumbnail beside the whole picture's size. */
export function heic(seed = 1, size: Size = twoMegapixels, brand = "heic"): Uint8Array<ArrayBuffer> {
  const tile = { widthPx: 512, heightPx: 512 };
  const sizes = bytesOf(ispe(tile), ispe(size), ispe({ widthPx: 320, heightPx: 240 }));
  const meta = bytesOf([0, 0, 0, 0], box("iprp", box("ipco", sizes)));
  return bytesOf(
    box("ftyp", bytesOf(brand, [0, 0, 0, 0], "mif1", brand)),
    box("meta", meta),
    box("mdat", scanData(seed, 400)),
  );
}
