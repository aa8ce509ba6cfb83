import { expect, test } from "vitest";
import { photoLimits } from "#contract/photo";
import { checkPhoto } from "./check.ts";

const text = (value: string) => [...value].map((letter) => letter.charCodeAt(0));
const u16 = (value: number) => [value >> 8, value & 0xff];
const u32 = (value: number) => [(value >>> 24) & 0xff, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff];
const u24le = (value: number) => [value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff];
const buffer = (...parts: number[][]) => new Uint8Array(parts.flat()).buffer as ArrayBuffer;

function jpeg(widthPx: number, heightPx: number, ending = [0xff, 0xd9]): ArrayBuffer {
  const exif = [0xff, 0xe1, ...u16(8), 0xff, 0xd8, 0xff, 0xd9, 0, 0];
  const frame = [0xff, 0xc0, ...u16(11), 8, ...u16(heightPx), ...u16(widthPx), 1, 1, 0x11, 0];
  return buffer([0xff, 0xd8], exif, frame, [0xff, 0xda, ...u16(8), 1, 1, 0, 0, 63, 0], [1, 2, 0xff, 0, 3], ending);
}

const chunk = (type: string, data: number[]) => [...u32(data.length), ...text(type), ...data, 0, 0, 0, 0];
function png(widthPx: number, heightPx: number, ...chunks: number[][]): ArrayBuffer {
  const head = chunk("IHDR", [...u32(widthPx), ...u32(heightPx), 8, 2, 0, 0, 0]);
  return buffer([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], head, ...chunks);
}

function webp(widthPx: number, heightPx: number, flags = 0, cut = 0): ArrayBuffer {
  const body = [
    ...text("WEBP"),
    ...text("VP8X"),
    10,
    0,
    0,
    0,
    flags,
    0,
    0,
    0,
    ...u24le(widthPx - 1),
    ...u24le(heightPx - 1),
    0,
    0,
    0,
    0,
  ];
  const size = body.length + cut;
  return buffer(text("RIFF"), [size & 0xff, size >> 8, 0, 0], body);
}

const box = (type: string, data: number[]) => [...u32(data.length + 8), ...text(type), ...data];
const ispe = (widthPx: number, heightPx: number) => box("ispe", [0, 0, 0, 0, ...u32(widthPx), ...u32(heightPx)]);
function heic(brand: string, sizes: [number, number][], mdatBytes = 4, mdatSays = mdatBytes): ArrayBuffer {
  const meta = box("meta", [
    0,
    0,
    0,
    0,
    ...box(
      "iprp",
      box(
        "ipco",
        sizes.flatMap(([w, h]) => ispe(w, h)),
      ),
    ),
  ]);
  const mdat = [...u32(mdatSays + 8), ...text("mdat"), ...Array.from({ length: mdatBytes }, () => 7)];
  return buffer(box("ftyp", [...text(brand), 0, 0, 0, 0]), meta, mdat);
}

test("a JPEG, PNG, WebP and HEIC are known by their content, with their size", () => {
  expect(checkPhoto(jpeg(4000, 3000))).toEqual({ ok: true, format: "jpeg", widthPx: 4000, heightPx: 3000 });
  expect(checkPhoto(png(1200, 900, chunk("IEND", [])))).toEqual({
    ok: true,
    format: "png",
    widthPx: 1200,
    heightPx: 900,
  });
  expect(checkPhoto(webp(2000, 1500))).toEqual({ ok: true, format: "webp", widthPx: 2000, heightPx: 1500 });
  expect(
    checkPhoto(
      heic("heic", [
        [512, 512],
        [4032, 3024],
        [320, 240],
      ]),
    ),
  ).toEqual({ ok: true, format: "heic", widthPx: 4032, heightPx: 3024 });
});

test("a phone's own data behind the JPEG's end does no harm", () => {
  expect(checkPhoto(jpeg(4000, 3000, [0xff, 0xd9, 1, 2, 3, 4])).ok).toBe(true);
});

test("a file that breaks off is called cut short, in every format", () => {
  // The thumbnail in the EXIF block has an end mark of its own: it must not count.
  expect(checkPhoto(jpeg(4000, 3000, []))).toEqual({ ok: false, code: "photo-truncated" });
  expect(checkPhoto(png(1200, 900, chunk("IDAT", [1, 2])))).toEqual({ ok: false, code: "photo-truncated" });
  expect(checkPhoto(webp(2000, 1500, 0, 100))).toEqual({ ok: false, code: "photo-truncated" });
  expect(checkPhoto(heic("heic", [[4032, 3024]], 4, 4000))).toEqual({ ok: false, code: "photo-truncated" });
});

test("an animation is not a photo", () => {
  expect(checkPhoto(png(1200, 900, chunk("acTL", [0, 0, 0, 2, 0, 0, 0, 0]), chunk("IEND", [])))).toEqual({
    ok: false,
    code: "photo-animated",
  });
  expect(checkPhoto(webp(2000, 1500, 0b10))).toEqual({ ok: false, code: "photo-animated" });
  expect(checkPhoto(heic("hevc", [[4032, 3024]]))).toEqual({ ok: false, code: "photo-animated" });
});

test("names do not count: text, a video or noise is not a photo, nothing is empty", () => {
  expect(checkPhoto(buffer(text("hello, I am called photo.jpg")))).toEqual({ ok: false, code: "photo-not-image" });
  expect(checkPhoto(buffer(box("ftyp", [...text("isom"), 0, 0, 0, 0])))).toEqual({
    ok: false,
    code: "photo-not-image",
  });
  expect(checkPhoto(new ArrayBuffer(0))).toEqual({ ok: false, code: "photo-empty" });
});

test("too few and too many pixels, and too many bytes, are told apart", () => {
  expect(checkPhoto(jpeg(1000, 999))).toEqual({ ok: false, code: "photo-too-small" });
  expect(checkPhoto(jpeg(1000, 1000)).ok).toBe(true);
  expect(checkPhoto(png(60_000, 60_000, chunk("IEND", [])))).toEqual({ ok: false, code: "photo-too-many-pixels" });
  expect(checkPhoto(new ArrayBuffer(photoLimits.bytesMax + 1))).toEqual({ ok: false, code: "photo-too-large" });
});

test("no cut of a good file is taken for a whole photo, and none breaks the check", () => {
  for (const whole of [
    jpeg(4000, 3000),
    png(1200, 900, chunk("IEND", [])),
    webp(2000, 1500),
    heic("heic", [[4032, 3024]]),
  ]) {
    for (let bytes = 0; bytes < whole.byteLength; bytes++) {
      const checked = checkPhoto(whole.slice(0, bytes));
      if (checked.ok) expect(whole.byteLength - bytes).toBeLessThanOrEqual(0);
    }
  }
});
