/**
 * Takes the place where a photo was shot out of its bytes, before they are hashed: what leaves the phone, and what is kept
 * under that hash, never had it. In place and of the same length, so that nothing else in the file moves.
 *
 * Looked for are TIFF blocks (EXIF of JPEG, HEIC, WebP and PNG, also of pictures behind the picture), XMP's text, and the
 * place of a film that phones append. Makers' own notes are not understood.
 */
export function blankGps(buffer: ArrayBuffer): boolean {
  const bytes = new Uint8Array(buffer);
  const blanked = [...tiffBlocks(bytes)].map((block) => blankInTiff(bytes, block.at, block.end));
  for (const block of pngBlocks(bytes)) {
    if (!blankInTiff(bytes, block.at, block.end)) continue;
    renewCrc(bytes, block);
    blanked.push(true);
  }
  const text = blankXmp(bytes);
  const film = blankFilmPlace(bytes);
  return blanked.some(Boolean) || text || film;
}

interface Block {
  readonly at: number;
  readonly end: number;
}

const ascii = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));
const isAt = (bytes: Uint8Array, at: number, what: readonly number[]): boolean =>
  what.every((byte, i) => bytes[at + i] === byte);
const isTiff = (bytes: Uint8Array, at: number): boolean =>
  isAt(bytes, at, [0x49, 0x49, 0x2a, 0]) || isAt(bytes, at, [0x4d, 0x4d, 0, 0x2a]);

function* places(bytes: Uint8Array, what: readonly number[]): Generator<number> {
  const [first = 0] = what;
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) if (isAt(bytes, at, what)) yield at;
}

/** By what stands before them: "Exif", two zeros (JPEG, HEIC), or the name and size of WebP's chunk. */
function* tiffBlocks(bytes: Uint8Array): Generator<Block> {
  for (const at of places(bytes, ascii("Exif\0\0"))) {
    if (isTiff(bytes, at + 6)) yield { at: at + 6, end: bytes.length };
  }
  for (const at of places(bytes, ascii("EXIF"))) {
    if (isTiff(bytes, at + 8)) yield { at: at + 8, end: bytes.length };
  }
}

function* pngBlocks(bytes: Uint8Array): Generator<Block> {
  const view = new DataView(bytes.buffer);
  if (!isAt(bytes, 0, [0x89, 0x50, 0x4e, 0x47])) return;
  for (const at of places(bytes, ascii("eXIf"))) {
    const end = at + 4 + view.getUint32(at - 4);
    if (isTiff(bytes, at + 4) && end + 4 <= bytes.length) yield { at: at + 4, end };
  }
}

/** Bytes of one value, by TIFF's number of its type. */
const typeBytes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];
const gpsTag = 0x8825;
const entriesMax = 500;

/** Empties the directory that the first one calls its GPS directory, with all its values. */
function blankInTiff(bytes: Uint8Array, start: number, end: number): boolean {
  const view = new DataView(bytes.buffer, start, end - start);
  const little = view.getUint8(0) === 0x49;
  const entries = (directory: number): number[] => {
    if (directory < 8 || directory + 2 > view.byteLength) return [];
    const count = view.getUint16(directory, little);
    if (count > entriesMax || directory + 2 + 12 * count > view.byteLength) return [];
    return Array.from({ length: count }, (_, i) => directory + 2 + 12 * i);
  };
  if (view.byteLength < 8) return false;
  const pointer = entries(view.getUint32(4, little)).find((entry) => view.getUint16(entry, little) === gpsTag);
  if (pointer === undefined) return false;
  const directory = view.getUint32(pointer + 8, little);
  const zero = (at: number, length: number) => {
    if (at >= 8 && at + length <= view.byteLength) bytes.fill(0, start + at, start + at + length);
  };
  const found = entries(directory);
  for (const entry of found) {
    const length = (typeBytes[view.getUint16(entry + 2, little)] ?? 0) * view.getUint32(entry + 4, little);
    if (length > 4) zero(view.getUint32(entry + 8, little), length);
    zero(entry, 12);
  }
  // A directory of no entries, with none behind it.
  if (found.length > 0) zero(directory, 2 + 12 * found.length);
  return found.length > 0;
}

const space = 0x20;
const [less, greater, quote, apostrophe, equals] = ascii("<>\"'=") as [number, number, number, number, number];
const valueMax = 200;

/** `exif:GPSLatitude="…"` and `<exif:GPSLatitude>…</exif:GPSLatitude>`: the values become spaces. */
function blankXmp(bytes: Uint8Array): boolean {
  let blanked = false;
  for (const at of places(bytes, ascii("exif:GPS"))) {
    let from = at + 8;
    while (from < at + 60 && bytes[from] !== equals && bytes[from] !== greater) from++;
    const opening = bytes[from] === equals ? bytes[++from] : less;
    if (opening !== quote && opening !== apostrophe && opening !== less) continue;
    const to = bytes.subarray(from + 1, from + 1 + valueMax).indexOf(opening);
    if (to <= 0) continue;
    bytes.fill(space, from + 1, from + 1 + to);
    blanked = true;
  }
  return blanked;
}

/** `©xyz` of a film behind the photo: "+51.5074-000.1278/". */
function blankFilmPlace(bytes: Uint8Array): boolean {
  let blanked = false;
  for (const at of places(bytes, [0xa9, ...ascii("xyz")])) {
    const length = ((bytes[at + 4] ?? 0) << 8) | (bytes[at + 5] ?? 0);
    const text = at + 8;
    const sign = bytes[text];
    if (length === 0 || length > 64 || text + length > bytes.length || (sign !== 0x2b && sign !== 0x2d)) continue;
    for (let i = text; i < text + length; i++) if ((bytes[i] ?? 0) >= 0x31 && (bytes[i] ?? 0) <= 0x39) bytes[i] = 0x30;
    blanked = true;
  }
  return blanked;
}

/** PNG sums up a chunk's name and content. */
function renewCrc(bytes: Uint8Array, { at, end }: Block): void {
  let crc = ~0;
  for (let i = at - 4; i < end; i++) {
    crc ^= bytes[i] ?? 0;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  new DataView(bytes.buffer).setUint32(end, ~crc >>> 0);
}
