import { ascii, type Sniffed } from "./bytes.ts";

export function sniffWebp(view: DataView): Sniffed | null {
  if (ascii(view, 0, 4) !== "RIFF" || ascii(view, 8, 4) !== "WEBP") return null;
  const whole = view.getUint32(4, true) + 8 <= view.byteLength;
  const size = view.byteLength >= 30 ? frameSize(view) : null;
  return {
    format: "webp",
    widthPx: size?.widthPx ?? 0,
    heightPx: size?.heightPx ?? 0,
    whole: whole && size !== null,
    animated: size?.animated ?? false,
  };
}

function frameSize(view: DataView): { widthPx: number; heightPx: number; animated: boolean } | null {
  switch (ascii(view, 12, 4)) {
    case "VP8 ":
      return {
        widthPx: view.getUint16(26, true) & 0x3fff,
        heightPx: view.getUint16(28, true) & 0x3fff,
        animated: false,
      };
    case "VP8L": {
      const bits = view.getUint32(21, true);
      return { widthPx: (bits & 0x3fff) + 1, heightPx: ((bits >> 14) & 0x3fff) + 1, animated: false };
    }
    case "VP8X": {
      const width = view.getUint16(24, true) | (view.getUint8(26) << 16);
      const height = view.getUint16(27, true) | (view.getUint8(29) << 16);
      return { widthPx: width + 1, heightPx: height + 1, animated: (view.getUint8(20) & 0b10) !== 0 };
    }
    default:
      return null;
  }
}
