import { decodeFor } from "../decode.ts";
import { makeFindMarkers, type OpenCv } from "./aruco.ts";
import { greyOfFrame, greyOfPicture } from "./frame-reader.worker.ts";
import { type FindMarkers, judgeFrame, judgeStill, watchAtStart } from "./judge-frame.ts";
import type { LiveAnswer, LiveQuestion } from "./live-messages.ts";
import { previewSidePx } from "./preview-size.ts";

/** Judges preview frames and fresh stills off the main thread. A classic worker: OpenCV's build knows no modules. */

const scope = self as unknown as DedicatedWorkerGlobalScope & { cv?: Partial<OpenCv> };
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
    const judged = await judge(question);
    answer({ type: "judged", id: question.id, judged, tookMs: performance.now() - startedMs });
  } catch (error) {
    console.error("A frame could not be judged", error);
    answer({ type: "judged", id: question.id, judged: null, tookMs: performance.now() - startedMs });
  }
});

const answer = (message: LiveAnswer) => scope.postMessage(message);

function judge(question: Exclude<LiveQuestion, { type: "load" }>) {
  if (question.type === "frame") return judgePreview(question.picture);
  return question.type === "still" ? judgePhoto(question.photo) : judgeStill(watch, question.picture, findMarkers);
}

async function judgePreview(picture: VideoFrame | ImageBitmap) {
  const step = judgeFrame(watch, await greyOf(picture), findMarkers);
  watch = step.watch;
  return step.judged;
}

async function judgePhoto(photo: Blob) {
  const still = await decodeFor(await photo.arrayBuffer(), previewSidePx);
  const grey = greyOfPicture(still.picture, still.widthPx, still.heightPx);
  still.close();
  return judgeStill(watch, grey, findMarkers);
}

async function greyOf(picture: VideoFrame | ImageBitmap) {
  if (!(picture instanceof ImageBitmap)) return greyOfFrame(picture);
  const grey = greyOfPicture(picture, picture.width, picture.height);
  picture.close();
  return grey;
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
