import { ascii, type Sniffed } from "./bytes.ts";

const stillBrands = new Set(["heic", "heix", "heim", "heis", "mif1"]);
const sequenceBrands = new Set(["hevc", "hevx", "msf1"]);
/** Boxes that hold boxes, with the bytes of their own header fields in front. */
const containers: Record<string, number> = { meta: 4, iprp: 0, ipco: 0 };

type Found = { widthPx: number; heightPx: number; hasData: boolean };

export function sniffHeic(view: DataView): Sniffed | null {
  if (ascii(view, 4, 4) !== "ftyp") return null;
  const brand = ascii(view, 8, 4);
  const animated = sequenceBrands.has(brand);
  if (!animated && !stillBrands.has(brand)) return null;
  const found: Found = { widthPx: 0, heightPx: 0, hasData: false };
  const whole = walk(view, 0, view.byteLength, found) && found.hasData;
  return { format: "heic", widthPx: found.widthPx, heightPx: found.heightPx, whole, animated };
}

/**
 * Follows the boxes and keeps the largest image extent: phones store a photo as a grid of tiles, whose whole
 * is the largest. False when a box says it reaches beyond the file.
 */
function walk(view: DataView, from: number, to: number, found: Found): boolean {
  for (let at = from; at + 8 <= to; ) {
    const type = ascii(view, at + 4, 4);
    let size = view.getUint32(at);
    let header = 8;
    if (size === 1 && at + 16 <= to) {
      size = Number(view.getBigUint64(at + 8));
      header = 16;
    } else if (size === 0) size = to - at;
    if (size < header || at + size > to) return false;
    const skip = containers[type];
    if (skip !== undefined && !walk(view, at + header + skip, at + size, found)) return false;
    if (type === "ispe" && size >= header + 12) {
      const widthPx = view.getUint32(at + header + 4);
      const heightPx = view.getUint32(at + header + 8);
      if (widthPx * heightPx > found.widthPx * found.heightPx) Object.assign(found, { widthPx, heightPx });
    }
    if (type === "mdat" || type === "idat") found.hasData = true;
    at += size;
  }
  return true;
}
