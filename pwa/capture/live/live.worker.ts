import { makeFindMarkers, type OpenCv } from "./aruco.ts";
import { type Grey, greyOfRgba } from "./grey.ts";
import { type FindMarkers, judgeFrame, judgeStill, watchAtStart } from "./judge-frame.ts";
import type { LiveAnswer, LiveQuestion } from "./live-messages.ts";
import { previewSize } from "./preview-size.ts";

/** Judges preview frames and fresh stills off the main thread. A classic worker: OpenCV's build knows no modules. */

const scope = self as unknown as DedicatedWorkerGlobalScope & { cv?: Partial<OpenCv> };
const canvas = new OffscreenCanvas(16, 16);
const context = canvas.getContext("2d", { willReadFrequently: true });
const pollMs = 30;

let watch = watchAtStart;
let findMarkers: FindMarkers | null = null;

scope.addEventListener("message", async (event: MessageEvent<LiveQuestion>) => {
  const question = event.data;
  if (question.type === "load") {
    const ok = await loadOpenCv(question.url);
    return answer({ type: "loaded", ok });
  }
  const startedMs = performance.now();
  try {
    const judged = question.type === "frame" ? judgePreview(question.picture) : await judgePhoto(question.photo);
    answer({ type: "judged", id: question.id, judged, tookMs: performance.now() - startedMs });
  } catch (error) {
    console.error("A frame could not be judged", error);
    answer({ type: "judged", id: question.id, judged: null, tookMs: performance.now() - startedMs });
  }
});

const answer = (message: LiveAnswer) => scope.postMessage(message);

function judgePreview(picture: ImageBitmap) {
  const step = judgeFrame(watch, greyOf(picture), findMarkers);
  watch = step.watch;
  return step.judged;
}

async function judgePhoto(photo: Blob) {
  return judgeStill(watch, greyOf(await createImageBitmap(photo, { imageOrientation: "from-image" })), findMarkers);
}

/** Shrunk to the preview's size on the way; the bitmap is given back. */
function greyOf(picture: ImageBitmap): Grey {
  if (!context) throw new Error("This browser gives workers no canvas");
  const { widthPx, heightPx } = previewSize(picture.width, picture.height);
  // Setting the size clears the canvas, even to the same value.
  if (canvas.width !== widthPx || canvas.height !== heightPx)
    Object.assign(canvas, { width: widthPx, height: heightPx });
  context.imageSmoothingQuality = "medium";
  context.drawImage(picture, 0, 0, widthPx, heightPx);
  picture.close();
  return greyOfRgba(context.getImageData(0, 0, widthPx, heightPx).data, widthPx, heightPx);
}

async function loadOpenCv(url: string): Promise<boolean> {
  try {
    scope.importScripts(url);
    // Its object has a `then` of its own: awaiting it would never come back.
    while (!scope.cv?.Mat) await new Promise((resolve) => setTimeout(resolve, pollMs));
    findMarkers = makeFindMarkers(scope.cv as OpenCv);
    return true;
  } catch (error) {
    console.error("The mat cannot be looked for", error);
    return false;
  }
}
