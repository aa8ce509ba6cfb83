import { expect, test } from "vitest";
import { blankGps } from "./gps.ts";

const text = (value: string) => [...value].map((letter) => letter.charCodeAt(0));
const be = (value: number, bytes: number) =>
  Array.from({ length: bytes }, (_, i) => Math.floor(value / 256 ** (bytes - 1 - i)) % 256);

/** A TIFF block: a maker's name, and latitude, longitude, altitude, time in a GPS directory. */
function tiff(little: boolean): number[] {
  const number = (value: number, bytes: number) => (little ? be(value, bytes).toReversed() : be(value, bytes));
  const entry = (tag: number, type: number, count: number, value: number[]) => [
    ...[...number(tag, 2), ...number(type, 2), ...number(count, 4)],
    ...[...value, 0, 0, 0, 0].slice(0, 4),
  ];
  const rational = (...parts: number[]) => parts.flatMap((part) => [...number(part, 4), ...number(1, 4)]);
  // 8: the first directory, 2 + 3 × 12 + 4; 50: the GPS directory, 2 + 4 × 12 + 4; 104: values.
  return [
    ...[...(little ? [0x49, 0x49] : [0x4d, 0x4d]), ...number(42, 2), ...number(8, 4)],
    ...number(3, 2),
    ...entry(0x010f, 2, 4, text("Cam\0")),
    ...entry(0x0112, 3, 1, number(6, 2)),
    ...entry(0x8825, 4, 1, number(50, 4)),
    ...number(0, 4),
    ...number(4, 2),
    ...entry(1, 2, 2, text("N\0")),
    ...entry(2, 5, 3, number(104, 4)),
    ...entry(3, 2, 2, text("W\0")),
    ...entry(4, 5, 3, number(128, 4)),
    ...number(0, 4),
    ...rational(51, 30, 4217),
    ...rational(0, 7, 3919),
    ...text("behind"),
  ];
}

const segment = (marker: number, content: number[]) => [0xff, marker, ...be(content.length + 2, 2), ...content];
const picture = [...segment(0xc0, [8, 0, 4, 0, 4, 1, 1, 0x11, 0]), ...segment(0xda, [1, 1, 0, 0, 63, 0]), 7, 7, 7];
const jpeg = (...before: number[][]) => [0xff, 0xd8, ...before.flat(), ...picture, 0xff, 0xd9];
const exif = (little: boolean) => segment(0xe1, [...text("Exif\0\0"), ...tiff(little)]);
const buffer = (bytes: number[]) => new Uint8Array(bytes).buffer as ArrayBuffer;
const latin1 = (bytes: ArrayBuffer | number[]) => String.fromCharCode(...new Uint8Array(bytes));
const has = (bytes: ArrayBuffer, what: number[]) => latin1(bytes).includes(latin1(what));

for (const little of [true, false]) {
  test(`a ${little ? "little" : "big"}-endian JPEG loses its place and nothing else`, () => {
    const whole = jpeg(exif(little));
    const bytes = buffer(whole);
    expect(blankGps(bytes)).toBe(true);
    const after = [...new Uint8Array(bytes)];
    expect(after).toHaveLength(whole.length);
    const start = latin1(whole).indexOf("Exif\0\0") + 6;
    // Before the GPS directory, and behind its values, no byte has changed; between them all are zero.
    expect(after.slice(0, start + 50)).toEqual(whole.slice(0, start + 50));
    expect(after.slice(start + 50, start + 152).every((byte) => byte === 0)).toBe(true);
    expect(after.slice(start + 152)).toEqual(whole.slice(start + 152));
    expect(blankGps(bytes), "a second time there is nothing left").toBe(false);
  });
}

test("a picture behind the picture, and the film of a motion photo, lose it too", () => {
  const place = [0, 0, 0, 30, 0xa9, ...text("xyz"), 0, 18, 0x15, 0xc7, ...text("+51.5074-000.1278/")];
  const bytes = buffer([...jpeg(), ...jpeg(exif(true)), ...place]);
  expect(blankGps(bytes)).toBe(true);
  expect(has(bytes, text("+51.5074"))).toBe(false);
  expect(has(bytes, text("+00.0000-000.0000/"))).toBe(true);
  expect(has(bytes, be(4217, 4).toReversed())).toBe(false);
});

test("XMP loses it as attribute and as element, and keeps the rest", () => {
  const xmp = `<x exif:GPSLatitude="51,30.7N" tiff:Make='Cam'><exif:GPSLongitude>0,7.6W</exif:GPSLongitude></x>`;
  const bytes = buffer(jpeg(segment(0xe1, text(`http://ns.adobe.com/xap/1.0/\0${xmp}`))));
  expect(blankGps(bytes)).toBe(true);
  const after = latin1(bytes);
  expect(after).not.toMatch(/51,30|0,7\.6W/);
  expect(after).toContain("tiff:Make='Cam'");
  expect(after).toContain("</exif:GPSLongitude></x>");
});

test("HEIC and WebP lose it; a PNG does, and its sum is true again", () => {
  const heic = buffer([...text("....ftypheic...."), ...be(6, 4), ...text("Exif\0\0"), ...tiff(false)]);
  const block = tiff(true);
  const webp = buffer([...text("RIFF....WEBPEXIF"), ...be(block.length, 4).toReversed(), ...block]);
  const named = [...text("eXIf"), ...block];
  const head = [0x89, ...text("PNG\r\n\x1a\n")];
  const png = buffer([...head, ...be(block.length, 4), ...named, 9, 9, 9, 9, 1, 2, 3]);
  for (const bytes of [heic, webp, png]) expect(blankGps(bytes)).toBe(true);
  expect(has(heic, be(4217, 4))).toBe(false);
  expect(has(webp, be(4217, 4).toReversed())).toBe(false);
  // zlib.crc32 of the chunk as it is now.
  const end = head.length + 4 + named.length;
  expect(new DataView(png).getUint32(end)).toBe(0x719e08d3);
  expect([...new Uint8Array(png, end + 4)]).toEqual([1, 2, 3]);
});

test("a photo without a place, and a block that points beyond the file, are left as they are", () => {
  const broken = tiff(true);
  broken.splice(8 + 2 + 24 + 8, 4, 0xff, 0xff, 0xff, 0x7f);
  for (const whole of [jpeg(), jpeg(segment(0xe1, [...text("Exif\0\0"), ...broken])), text("Exif\0\0II*\0"), []]) {
    const bytes = buffer(whole);
    expect(blankGps(bytes)).toBe(false);
    expect([...new Uint8Array(bytes)]).toEqual(whole);
  }
});
