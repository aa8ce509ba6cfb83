import { ascii, type Sniffed } from "./bytes.ts";

export function sniffPng(view: DataView): Sniffed | null {
  if (view.byteLength < 8 || view.getUint32(0) !== 0x89504e47 || view.getUint32(4) !== 0x0d0a1a0a) return null;
  let widthPx = 0;
  let heightPx = 0;
  let animated = false;
  for (let at = 8; at + 12 <= view.byteLength; ) {
    const length = view.getUint32(at);
    if (at + 12 + length > view.byteLength) break;
    const type = ascii(view, at + 4, 4);
    if (type === "IHDR" && length >= 8) {
      widthPx = view.getUint32(at + 8);
      heightPx = view.getUint32(at + 12);
    }
    if (type === "acTL") animated = true;
    if (type === "IEND") return { format: "png", widthPx, heightPx, whole: true, animated };
    at += 12 + length;
  }
  return { format: "png", widthPx, heightPx, whole: false, animated };
}
