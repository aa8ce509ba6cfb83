import type { GreyPicture } from "../judging/types.ts";

/** A frame's bytes as a decoder left them. */
export type FramePixels = {
  format: string | null;
  widthPx: number;
  heightPx: number;
  offset: number;
  stride: number;
  bytes: Uint8Array;
};

/** Where red, green and blue stand in four bytes. */
const orders: Record<string, readonly [number, number, number]> = {
  RGBA: [0, 1, 2],
  RGBX: [0, 1, 2],
  BGRA: [2, 1, 0],
  BGRX: [2, 1, 0],
};

/** Rec. 601 luma, as OpenCV has it on the server; null for formats that decoders of JPEG do not give. */
export function greyOf({ format, widthPx, heightPx, offset, stride, bytes }: FramePixels): GreyPicture | null {
  const order = orders[format ?? ""];
  if (!order) return null;
  const [red, green, blue] = order;
  const data = new Uint8Array(widthPx * heightPx);
  for (let y = 0, out = 0; y < heightPx; y++) {
    for (let at = offset + y * stride, end = at + 4 * widthPx; at < end; at += 4, out++)
      data[out] =
        0.299 * (bytes[at + red] as number) +
        0.587 * (bytes[at + green] as number) +
        0.114 * (bytes[at + blue] as number) +
        0.5;
  }
  return { widthPx, heightPx, data };
}

/** Turned clockwise. */
export function turned(picture: GreyPicture, degrees: number): GreyPicture {
  const { widthPx: width, heightPx: height, data } = picture;
  if (degrees === 0) return picture;
  const sideways = degrees === 90 || degrees === 270;
  const out = new Uint8Array(data.length);
  const [outWidth, outHeight] = sideways ? [height, width] : [width, height];
  for (let y = 0, to = 0; y < outHeight; y++) {
    for (let x = 0; x < outWidth; x++, to++) {
      const from =
        degrees === 90
          ? (height - 1 - x) * width + y
          : degrees === 180
            ? (height - 1 - y) * width + (width - 1 - x)
            : x * width + (width - 1 - y);
      out[to] = data[from] as number;
    }
  }
  return { widthPx: outWidth, heightPx: outHeight, data: out };
}
