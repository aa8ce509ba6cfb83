import type { Grey } from "../capture/live/grey.ts";
import { previewSidePx } from "../capture/live/preview-size.ts";
import type { ShotMat } from "../capture/shot.ts";
import { type AtHand, createSetJudge } from "../judging/judge.ts";
import { shrink } from "../judging/picture/shrink.ts";
import type { GreyPicture, JudgedPhoto } from "../judging/types.ts";
import type { PhotoToJudge, VerdictAnswer, VerdictQuestion } from "./messages.ts";
import { createPace } from "./pace.ts";
import { readPhoto } from "./read-photo.worker.ts";

/**
 * Judges a scan's photos off the main thread, in steps of a tenth of a second or so: between two of them it hears of
 * photos that came or went, and the judge's agenda says what is done next.
 */

/** About what the server matches at; more costs time and tells little. */
const sidePx = 1280;
const scope = self as unknown as DedicatedWorkerGlobalScope;
const judge = createSetJudge();
const pace = createPace();
/** Photos that nobody looked at yet, and the one that is just decoded. */
const hand = new Map<string, PhotoToJudge>();
let glancing: string | null = null;
let latest = Number.NEGATIVE_INFINITY;
/** Something is known that the last verdict did not tell. */
let news = false;
/** The work on each photo that is not compared with all its partners yet. */
const spentMs = new Map<string, number>();
const finding = new Map<string, (mat: ShotMat | null) => void>();

scope.addEventListener("message", ({ data }: MessageEvent<VerdictQuestion>) => {
  if (data.type === "found") {
    finding.get(data.id)?.(data.mat);
    finding.delete(data.id);
    return;
  }
  if (data.type === "add") hand.set(data.photo.id, data.photo);
  else forget(data.id);
  work().catch((error) => {
    // As an error of the worker: the screen says then that photos cannot be judged here.
    setTimeout(() => {
      throw error;
    });
  });
});

const tell = (message: VerdictAnswer) => scope.postMessage(message);
/** Messages that wait are heard first. */
const breathe = () =>
  new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });

let working = false;
async function work(): Promise<void> {
  if (working) return;
  working = true;
  while (await step()) await breathe();
  working = false;
}

/** One piece of work; false when nothing is left. */
async function step(): Promise<boolean> {
  const startedMs = performance.now();
  const next = newestAtHand();
  const job = judge.next(atHand(next));
  if (job?.kind === "glance" && next) await glance(next);
  else if (job && job.kind !== "glance") {
    judge.work(job);
    news = true;
    spend(job.kind === "read" ? job.id : job.first, startedMs);
  }
  if (news && (job === null || pace.isDue(performance.now()))) tellVerdict();
  tellCompared();
  return job !== null;
}

function tellVerdict(): void {
  const startedMs = performance.now();
  tell({ type: "verdict", verdict: judge.verdict() });
  news = false;
  pace.took(startedMs, performance.now());
}

function tellCompared(): void {
  for (const [id, tookMs] of spentMs) {
    if (!judge.isCompared(id)) continue;
    spentMs.delete(id);
    tell({ type: "compared", id, tookMs });
  }
}

const spend = (id: string, sinceMs: number) => spentMs.set(id, (spentMs.get(id) ?? 0) + performance.now() - sinceMs);

function newestAtHand(): PhotoToJudge | null {
  let newest: PhotoToJudge | null = null;
  for (const photo of hand.values()) if (newest === null || photo.order >= newest.order) newest = photo;
  return newest;
}

const atHand = (photo: PhotoToJudge | null): AtHand =>
  photo === null ? null : photo.order >= latest ? "latest" : "older";

function forget(id: string): void {
  if (glancing === id) glancing = null;
  hand.delete(id);
  spentMs.delete(id);
  judge.remove(id);
  news = true;
}

async function glance(photo: PhotoToJudge): Promise<void> {
  hand.delete(photo.id);
  latest = Math.max(latest, photo.order);
  glancing = photo.id;
  let readable = true;
  try {
    const { judged, tookMs } = await decoded(photo);
    // Taken out again meanwhile.
    if (glancing === photo.id) {
      const startedMs = performance.now() - tookMs;
      judge.glance(judged);
      spend(photo.id, startedMs);
      news = true;
      tell({ type: "verdict", verdict: judge.glimpse() });
    }
  } catch (error) {
    // A photo that this browser cannot decode (HEIC) is good all the same: it is left out of the verdict.
    console.warn("A photo could not be judged", error);
    readable = false;
  }
  glancing = null;
  tell({ type: "taken", id: photo.id, readable });
}

/** The photo as the judge takes it, and the time that took here: the mat is looked for by another worker. */
async function decoded(photo: PhotoToJudge): Promise<{ judged: JudgedPhoto; tookMs: number }> {
  const { id, order, pass, bytes, mat } = photo;
  const startedMs = performance.now();
  const grey = await readPhoto(bytes, sidePx);
  release(bytes);
  const tookMs = performance.now() - startedMs;
  const known = mat === "find" ? await find(id, grey) : mat;
  const focalPx = (known?.focalShare ?? 0) * Math.max(grey.widthPx, grey.heightPx);
  const pose = known && { rotation: known.rotation, translationMm: known.translationMm, focalPx };
  return { judged: { id, order, pass, grey, pose }, tookMs };
}

/** Gives some megabytes back at once, not at the next collection (`transfer`: since 2024; else later). */
function release(bytes: ArrayBuffer): void {
  const { transfer } = bytes as { transfer?: (length: number) => ArrayBuffer };
  transfer?.call(bytes, 0);
}

function find(id: string, grey: GreyPicture): Promise<ShotMat | null> {
  const { widthPx, heightPx, data } = shrink(grey, previewSidePx);
  const picture: Grey = { widthPx, heightPx, pixels: Uint8Array.from(data) };
  return new Promise((resolve) => {
    finding.set(id, resolve);
    tell({ type: "find", id, picture });
  });
}
