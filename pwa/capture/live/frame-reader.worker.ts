import { type Grey, greyOfRgba } from "./grey.ts";
import { shrunkLuma } from "./luma.ts";
import { previewSize } from "./preview-size.ts";
import { readingWayAtStart, timed, withoutCopy } from "./reading-way.ts";

/** Part of live.worker.ts: pictures of all kinds, made small and grey. */

const canvas = new OffscreenCanvas(16, 16);
const context = canvas.getContext("2d", { willReadFrequently: true });
/** Formats whose first plane is brightness. */
const planar: ReadonlySet<string | null> = new Set(["I420", "I420A", "I422", "I444", "NV12"]);
let way = readingWayAtStart;
let copied = new Uint8Array(0);

/** Closes the frame. How it lies in memory is no matter: poses, motion and sharpness are the same turned by 90°. */
export async function greyOfFrame(frame: VideoFrame): Promise<Grey> {
  const startedMs = performance.now();
  try {
    if (way.way === "copy" && planar.has(frame.format)) {
      const grey = await copyLuma(frame).catch(() => null);
      if (grey) {
        way = timed(way, performance.now() - startedMs);
        return grey;
      }
    }
    if (way.way === "copy") way = withoutCopy(way);
    const grey = greyOfPicture(frame, frame.displayWidth, frame.displayHeight);
    way = timed(way, performance.now() - startedMs);
    return grey;
  } finally {
    frame.close();
  }
}

async function copyLuma(frame: VideoFrame): Promise<Grey | null> {
  const size = frame.allocationSize();
  if (copied.byteLength < size) copied = new Uint8Array(size);
  const [luma] = await frame.copyTo(copied);
  const shown = frame.visibleRect;
  if (!luma || !shown) return null;
  const { widthPx, heightPx } = previewSize(shown.width, shown.height);
  const plane = {
    bytes: copied,
    offset: luma.offset,
    stride: luma.stride,
    widthPx: shown.width,
    heightPx: shown.height,
    fullRange: frame.colorSpace.fullRange === true,
  };
  return shrunkLuma(plane, widthPx, heightPx);
}

export function greyOfPicture(picture: CanvasImageSource, pictureWidthPx: number, pictureHeightPx: number): Grey {
  if (!context) throw new Error("This browser gives workers no canvas");
  const { widthPx, heightPx } = previewSize(pictureWidthPx, pictureHeightPx);
  // Setting the size clears the canvas, even to the same value.
  if (canvas.width !== widthPx || canvas.height !== heightPx)
    Object.assign(canvas, { width: widthPx, height: heightPx });
  context.imageSmoothingQuality = "medium";
  context.drawImage(picture, 0, 0, widthPx, heightPx);
  return greyOfRgba(context.getImageData(0, 0, widthPx, heightPx).data, widthPx, heightPx);
}
