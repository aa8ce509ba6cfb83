import { decodeFor } from "../capture/decode.ts";
import type { GreyPicture } from "../judging/types.ts";
import { greyOf, turned } from "./grey-of-frame.ts";

/** Part of verdict.worker.ts: a photo, upright and grey, its longer side `sidePx` or up to twice that. */
export async function readPhoto(photo: ArrayBuffer, sidePx: number): Promise<GreyPicture> {
  const decoded = await decodeFor(photo, sidePx);
  try {
    const grey = decoded.frame && (await copyGrey(decoded.frame));
    if (grey) return grey;
    // Larger than that the judge need not shrink it itself.
    const longestPx = Math.max(decoded.widthPx, decoded.heightPx);
    const scale = longestPx > 2 * sidePx ? sidePx / longestPx : 1;
    return drawGrey(decoded.picture, Math.round(decoded.widthPx * scale), Math.round(decoded.heightPx * scale));
  } finally {
    decoded.close();
  }
}

/** One for all: photos come faster than a browser thinks of collecting what each left behind. */
let copied = new Uint8Array(0);

/** Copied, not drawn: a frame that was drawn left its size in shared memory behind until some later collection. */
async function copyGrey(frame: VideoFrame): Promise<GreyPicture | null> {
  const { rotation, flip } = frame as VideoFrame & { rotation?: number; flip?: boolean };
  const shown = frame.visibleRect;
  if (rotation === undefined || flip || !shown) return null;
  const size = frame.allocationSize();
  if (copied.length < size) copied = new Uint8Array(size);
  const bytes = copied.subarray(0, size);
  const [plane] = await frame.copyTo(bytes);
  if (!plane) return null;
  const grey = greyOf({
    format: frame.format,
    widthPx: shown.width,
    heightPx: shown.height,
    offset: plane.offset,
    stride: plane.stride,
    bytes,
  });
  return grey && turned(grey, rotation);
}

function drawGrey(picture: CanvasImageSource, widthPx: number, heightPx: number): GreyPicture {
  const context = new OffscreenCanvas(widthPx, heightPx).getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("This browser gives workers no canvas");
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, widthPx, heightPx);
  const { data } = context.getImageData(0, 0, widthPx, heightPx);
  const bytes = new Uint8Array(data.buffer);
  return greyOf({ format: "RGBA", widthPx, heightPx, offset: 0, stride: 4 * widthPx, bytes }) as GreyPicture;
}
