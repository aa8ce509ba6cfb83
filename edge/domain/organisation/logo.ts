import { organisationLimits } from "#contract/organisation";
import { ascii, uint, uintLe } from "../photo/ask.ts";

export type LogoVerdict = { ok: true; media: "image/png" | "image/webp" } | { ok: false; detail: string };
const no = (detail: string): LogoVerdict => ({ ok: false, detail });
const pngSignature = "\x89PNG\r\n\x1a\n";

/** By its bytes, never by its name: a still PNG or WebP of a size to be shown, with nothing behind it. (SVG can hold scripts.) */
export function judgeLogo(bytes: Uint8Array): LogoVerdict {
  if (bytes.length > organisationLimits.logoBytesMax) return no(`${bytes.length} bytes.`);
  if (ascii(bytes, 0, 8) === pngSignature) return judgePng(bytes);
  if (ascii(bytes, 0, 4) === "RIFF" && ascii(bytes, 8, 4) === "WEBP") return judgeWebp(bytes);
  return no("Neither PNG nor WebP.");
}

function judgePng(bytes: Uint8Array): LogoVerdict {
  let at = 8;
  let hasData = false;
  while (at + 12 <= bytes.length) {
    const length = uint(bytes, at, 4);
    const type = ascii(bytes, at + 4, 4);
    if (at === 8 && (type !== "IHDR" || length !== 13)) return no("The PNG does not begin with its header.");
    if (type === "acTL") return no("An animated PNG.");
    if (type === "IDAT") hasData = true;
    at += 12 + length;
    if (type === "IEND") break;
  }
  if (!hasData || at !== bytes.length) return no("The PNG is cut, or something stands behind it.");
  return judgeSize(uint(bytes, 16, 4), uint(bytes, 20, 4), "image/png");
}

function judgeWebp(bytes: Uint8Array): LogoVerdict {
  if (uintLe(bytes, 4, 4) + 8 !== bytes.length) return no("The WebP is cut, or something stands behind it.");
  const type = ascii(bytes, 12, 4);
  if (type === "VP8X") {
    if ((bytes[20] ?? 0) & 0x02) return no("An animated WebP.");
    return judgeSize(uintLe(bytes, 24, 3) + 1, uintLe(bytes, 27, 3) + 1, "image/webp");
  }
  if (type === "VP8L" && bytes[20] === 0x2f) {
    const bits = uintLe(bytes, 21, 4);
    return judgeSize((bits % 16384) + 1, (Math.floor(bits / 16384) % 16384) + 1, "image/webp");
  }
  if (type === "VP8 " && bytes[23] === 0x9d && bytes[24] === 0x01 && bytes[25] === 0x2a) {
    return judgeSize(uintLe(bytes, 26, 2) % 16384, uintLe(bytes, 28, 2) % 16384, "image/webp");
  }
  return no("The WebP holds no picture.");
}

function judgeSize(widthPx: number, heightPx: number, media: "image/png" | "image/webp"): LogoVerdict {
  const max = organisationLimits.logoPxMax;
  const fits = widthPx >= 1 && heightPx >= 1 && widthPx <= max && heightPx <= max;
  return fits ? { ok: true, media } : no(`${widthPx} × ${heightPx} pixels.`);
}
