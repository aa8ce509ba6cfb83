import type { Grey } from "../capture/live/grey.ts";
import { previewSidePx } from "../capture/live/preview-size.ts";
import type { ShotMat } from "../capture/shot.ts";
import { createSetJudge } from "../judging/judge.ts";
import { shrink } from "../judging/picture/shrink.ts";
import type { GreyPicture } from "../judging/types.ts";
import type { PhotoToJudge, VerdictAnswer, VerdictQuestion } from "./messages.ts";
import { readPhoto } from "./read-photo.worker.ts";

/** Judges a scan's photos one after another, off the main thread, and keeps what it learnt of each. */

/** About what the server matches at; more costs time and tells little. */
const sidePx = 1280;
const scope = self as unknown as DedicatedWorkerGlobalScope;
const judge = createSetJudge();
const finding = new Map<string, (mat: ShotMat | null) => void>();
let line: Promise<void> = Promise.resolve();

scope.addEventListener("message", ({ data }: MessageEvent<VerdictQuestion>) => {
  if (data.type === "found") {
    finding.get(data.id)?.(data.mat);
    finding.delete(data.id);
  } else line = line.then(() => answer(data));
});

const tell = (message: VerdictAnswer) => scope.postMessage(message);

async function answer(question: Exclude<VerdictQuestion, { type: "found" }>): Promise<void> {
  const startedMs = performance.now();
  let elsewhereMs = 0;
  if (question.type === "remove") judge.remove(question.id);
  else {
    try {
      elsewhereMs = await add(question.photo);
    } catch (error) {
      // A photo that this browser cannot decode (HEIC) is good all the same: it is left out of the verdict.
      console.warn("A photo could not be judged", error);
    }
  }
  const verdict = judge.verdict();
  const id = question.type === "add" ? question.photo.id : question.id;
  tell({ type: "verdict", id, verdict, tookMs: performance.now() - startedMs - elsewhereMs });
}

/** Returns how long another worker looked for the mat. */
async function add({ id, order, pass, bytes, mat }: PhotoToJudge): Promise<number> {
  const grey = await readPhoto(bytes, sidePx);
  const askedMs = performance.now();
  const known = mat === "find" ? await find(id, grey) : mat;
  const elsewhereMs = performance.now() - askedMs;
  const focalPx = (known?.focalShare ?? 0) * Math.max(grey.widthPx, grey.heightPx);
  const pose = known && { rotation: known.rotation, translationMm: known.translationMm, focalPx };
  judge.add({ id, order, pass, grey, pose });
  return elsewhereMs;
}

function find(id: string, grey: GreyPicture): Promise<ShotMat | null> {
  const { widthPx, heightPx, data } = shrink(grey, previewSidePx);
  const picture: Grey = { widthPx, heightPx, pixels: Uint8Array.from(data) };
  return new Promise((resolve) => {
    finding.set(id, resolve);
    tell({ type: "find", id, picture });
  });
}
