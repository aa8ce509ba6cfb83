import type { Sniffed } from "./bytes.ts";

/** Start-of-frame markers carry the size; C4, C8 and CC share the range but mean something else. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

export function sniffJpeg(view: DataView): Sniffed | null {
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return null;
  let widthPx = 0;
  let heightPx = 0;
  let at = 2;
  while (at + 4 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const length = view.getUint16(at + 2);
    if (isFrame(marker) && at + 9 <= view.byteLength) {
      heightPx = view.getUint16(at + 5);
      widthPx = view.getUint16(at + 7);
    }
    if (marker === 0xda) return { format: "jpeg", widthPx, heightPx, whole: endsAfter(view, at), animated: false };
    at += 2 + length;
  }
  // It stopped inside its headers.
  return { format: "jpeg", widthPx, heightPx, whole: false, animated: false };
}

/** The end mark stands behind the scan data; phones append their own data after it, so it is looked for from the end. */
function endsAfter(view: DataView, scanAt: number): boolean {
  for (let at = view.byteLength - 2; at > scanAt; at--) {
    if (view.getUint8(at) === 0xff && view.getUint8(at + 1) === 0xd9) return true;
  }
  return false;
}
