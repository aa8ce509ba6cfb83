import type { Sniffed } from "./bytes.ts";
import { sniffHeic } from "./heic.ts";
import { sniffJpeg } from "./jpeg.ts";
import { sniffPng } from "./png.ts";
import { sniffWebp } from "./webp.ts";

/** What the bytes are, whatever the file's name says; null when they are none of the formats we take. */
export function sniff(bytes: ArrayBuffer): Sniffed | null {
  const view = new DataView(bytes);
  return sniffJpeg(view) ?? sniffPng(view) ?? sniffWebp(view) ?? sniffHeic(view);
}
