import { createSetJudge } from "../judging/judge.ts";
import type { GreyPicture } from "../judging/types.ts";
import type { PhotoToJudge, VerdictAnswer, VerdictQuestion } from "./messages.ts";

/** Judges a scan's photos one after another, off the main thread, and keeps what it learnt of each. */

/** About what the server matches at; more costs time and tells little. */
const sidePx = 1280;
const scope = self as unknown as DedicatedWorkerGlobalScope;
const judge = createSetJudge();
let line: Promise<void> = Promise.resolve();

scope.addEventListener("message", (event: MessageEvent<VerdictQuestion>) => {
  line = line.then(() => answer(event.data));
});

async function answer(question: VerdictQuestion): Promise<void> {
  const startedMs = performance.now();
  if (question.type === "remove") judge.remove(question.id);
  // A photo that this browser cannot decode (HEIC) is good all the same: it is left out of the verdict.
  else await add(question.photo).catch((error) => console.warn("A photo could not be judged", error));
  const verdict = judge.verdict();
  scope.postMessage({ verdict, tookMs: performance.now() - startedMs } satisfies VerdictAnswer);
}

async function add({ id, order, pass, photo, mat }: PhotoToJudge): Promise<void> {
  const grey = await greyOf(photo);
  const focalPx = (mat?.focalShare ?? 0) * Math.max(grey.widthPx, grey.heightPx);
  const pose = mat && { rotation: mat.rotation, translationMm: mat.translationMm, focalPx };
  judge.add({ id, order, pass, grey, pose });
}

async function greyOf(photo: Blob): Promise<GreyPicture> {
  const picture = await createImageBitmap(photo, { imageOrientation: "from-image" });
  const scale = Math.min(1, sidePx / Math.max(picture.width, picture.height));
  const widthPx = Math.max(1, Math.round(picture.width * scale));
  const heightPx = Math.max(1, Math.round(picture.height * scale));
  const context = new OffscreenCanvas(widthPx, heightPx).getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("This browser gives workers no canvas");
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, widthPx, heightPx);
  picture.close();
  const { data: rgba } = context.getImageData(0, 0, widthPx, heightPx);
  const data = new Uint8Array(widthPx * heightPx);
  for (let i = 0, at = 0; i < data.length; i++, at += 4) {
    // Rec. 601 luma, as OpenCV has it on the server.
    data[i] = 0.299 * (rgba[at] ?? 0) + 0.587 * (rgba[at + 1] ?? 0) + 0.114 * (rgba[at + 2] ?? 0) + 0.5;
  }
  return { widthPx, heightPx, data };
}
