import { expect, test } from "vitest";
import * as pictures from "../../testing/pictures.ts";
import { type Inspection, PhotoInspector } from "./inspector.ts";

/** Feeds the file in pieces of the given size. */
function inspect(bytes: Uint8Array, pieceBytes = 1000): Inspection {
  const inspector = new PhotoInspector(bytes.length);
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    const verdict = inspector.push(bytes.subarray(at, at + pieceBytes));
    if (verdict.state === "refused") return verdict;
  }
  return inspector.end();
}
const codeOf = (bytes: Uint8Array): string => {
  const verdict = inspect(bytes);
  return verdict.state === "refused" ? verdict.code : verdict.state;
};
const text = (s: string): Uint8Array => Uint8Array.from(s, (c) => c.charCodeAt(0));
const size = { widthPx: 1600, heightPx: 1200 };

const whole: [string, string, Uint8Array][] = [
  ["a JPEG", "jpeg", pictures.jpeg()],
  ["a CMYK JPEG", "jpeg", pictures.jpeg(1, { components: 4 })],
  ["a JPEG with EXIF, GPS and a thumbnail in it", "jpeg", pictures.jpeg(1, { before: pictures.exifWithThumbnail() })],
  [
    "a JPEG with 300 kB of depth map before its frame",
    "jpeg",
    pictures.jpeg(1, {
      before: pictures.join(...Array.from({ length: 5 }, () => pictures.segment(0xe1, new Uint8Array(60_000)))),
    }),
  ],
  [
    "a JPEG with corrupt EXIF",
    "jpeg",
    pictures.jpeg(1, { before: pictures.segment(0xe1, "Exif\0\0\xff\xff\xff\xff\xff\xd9garbage") }),
  ],
  [
    "a JPEG with a gain map behind it",
    "jpeg",
    pictures.jpeg(1, { behind: pictures.jpeg(2, { widthPx: 400, heightPx: 300 }) }),
  ],
  [
    "a motion photo",
    "jpeg",
    pictures.jpeg(1, { behind: pictures.join([0, 0, 0, 24], "ftypmp42", new Uint8Array(90_000)) }),
  ],
  ["a PNG", "png", pictures.png()],
  ["a lossy WebP", "webp", pictures.webp()],
  ["a lossless WebP", "webp", pictures.webpLossless()],
  ["a HEIC", "heic", pictures.heic()],
];

test.each(whole)("%s is accepted with its size, in pieces of any length", (_, format, bytes) => {
  for (const pieceBytes of [1, 7, 1000, 1_000_000]) {
    expect(inspect(bytes, pieceBytes)).toEqual({ state: "accepted", facts: { format, ...size } });
  }
});

test.each(whole.filter(([name]) => !/behind|motion/.test(name)))("%s cut anywhere is refused", (_, __, bytes) => {
  for (let i = 1; i <= 40; i++) {
    const cut = bytes.subarray(0, Math.floor((bytes.length * i) / 41));
    expect(["photo-truncated", "photo-not-image"]).toContain(codeOf(cut));
  }
  expect(codeOf(bytes.subarray(0, bytes.length - 1))).toBe("photo-truncated");
});

test.each<[string, string, Uint8Array]>([
  ["HTML named .jpg", "photo-not-image", text("<!doctype html><html><body>hello, I am a photo</body></html>")],
  ["SVG", "photo-not-image", text('<svg xmlns="http://www.w3.org/2000/svg" width="2000" height="2000"></svg>')],
  ["EICAR", "photo-not-image", text("X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*")],
  ["a GIF", "photo-not-image", pictures.join("GIF89a", new Uint8Array(100))],
  ["an MP4", "photo-not-image", pictures.join([0, 0, 0, 24], "ftypmp42", new Uint8Array(400))],
  ["an AVIF", "photo-not-image", pictures.heic(1, size, "avif")],
  ["zeros", "photo-not-image", new Uint8Array(5000)],
  [
    "a JPEG with a page in its comment",
    "photo-not-image",
    pictures.jpeg(1, { before: pictures.segment(0xfe, "<script>alert(1)</script>") }),
  ],
  [
    "a JPEG with a ZIP behind it",
    "photo-not-image",
    pictures.jpeg(1, { behind: pictures.join("PK\x03\x04", new Uint8Array(90_000), "PK\x05\x06", new Uint8Array(18)) }),
  ],
  [
    "a JPEG with a ZIP behind padding",
    "photo-not-image",
    pictures.jpeg(1, { behind: pictures.join(new Uint8Array(90_000), "PK\x05\x06", new Uint8Array(18)) }),
  ],
  ["a PNG with a page behind it", "photo-not-image", pictures.join(pictures.png(), "<HTML>")],
  ["a WebP with a PDF behind it", "photo-not-image", pictures.join(pictures.webp(), "%PDF-1.7")],
  [
    "a JPEG without a picture",
    "photo-not-image",
    pictures.join([0xff, 0xd8], pictures.segment(0xe0, "JFIF\0\x01\x02\0\0\x01\0\x01\0\0"), [0xff, 0xd9]),
  ],
  ["an animated PNG", "photo-animated", pictures.png(1, size, pictures.animationControl())],
  ["an animated WebP", "photo-animated", pictures.webpAnimated()],
  ["a HEIC sequence", "photo-animated", pictures.heic(1, size, "hevc")],
  ["a small JPEG", "photo-too-small", pictures.jpeg(1, { widthPx: 999, heightPx: 1000 })],
  ["a small HEIC", "photo-too-small", pictures.heic(1, { widthPx: 640, heightPx: 480 })],
  ["a PNG of 30,000 × 30,000", "photo-too-many-pixels", pictures.png(1, { widthPx: 30_000, heightPx: 30_000 })],
  [
    "a PNG that claims 4 billion squared",
    "photo-too-many-pixels",
    pictures.png(1, { widthPx: 4_294_967_295, heightPx: 4_294_967_295 }),
  ],
  ["a WebP of 16,383 squared", "photo-too-many-pixels", pictures.webp(1, { widthPx: 16_383, heightPx: 16_383 })],
])("%s is refused as %s", (_, code, bytes) => {
  expect(codeOf(bytes)).toBe(code);
});

test("a bomb is refused by its header, before its data is read", () => {
  const bomb = pictures.png(1, { widthPx: 30_000, heightPx: 30_000 });
  const inspector = new PhotoInspector(40_000_000);
  expect(inspector.push(bomb.subarray(0, 64))).toMatchObject({ state: "refused", code: "photo-too-many-pixels" });
});
