import { type PhotoFormat, photoLimits } from "#contract/photo";
import type { ProblemCode } from "#contract/problem";
import { sniff } from "./sniff/sniff.ts";

export type Checked =
  | { ok: true; format: PhotoFormat; widthPx: number; heightPx: number }
  | { ok: false; code: Extract<ProblemCode, `photo-${string}`> };

/** The quick checks a phone can do by itself, in the order in which they tell most; the edge and the worker look again. */
export function checkPhoto(bytes: ArrayBuffer): Checked {
  if (bytes.byteLength === 0) return { ok: false, code: "photo-empty" };
  if (bytes.byteLength > photoLimits.bytesMax) return { ok: false, code: "photo-too-large" };
  const sniffed = sniff(bytes);
  if (sniffed === null) return { ok: false, code: "photo-not-image" };
  if (sniffed.animated) return { ok: false, code: "photo-animated" };
  if (!sniffed.whole) return { ok: false, code: "photo-truncated" };
  const { format, widthPx, heightPx } = sniffed;
  const pixels = widthPx * heightPx;
  if (pixels === 0) return { ok: false, code: "photo-not-image" };
  if (pixels < photoLimits.pixelsMin) return { ok: false, code: "photo-too-small" };
  if (pixels > photoLimits.pixelsMax) return { ok: false, code: "photo-too-many-pixels" };
  return { ok: true, format, widthPx, heightPx };
}
