import type { FrameJudgement } from "./judge-frame.ts";
import type { LiveAnswer, LiveQuestion } from "./live-messages.ts";
import { opencvUrl } from "./opencv-file.ts";
import { previewSize } from "./preview-size.ts";

/** Whether the mat can be looked for: `loading` until OpenCV is here, `missing` where it cannot be had. */
export type MatSight = "loading" | "ready" | "missing";

export type LiveJudge = {
  /** Null where this frame could not be judged: the next one may. */
  frame(video: HTMLVideoElement): Promise<FrameJudgement | null>;
  still(photo: Blob): Promise<FrameJudgement | null>;
  close(): void;
};

/** Starts the worker that watches; OpenCV follows, and until then frames are judged without the mat. */
export function startLiveJudge(onSight: (sight: MatSight) => void, onBroken = () => onSight("missing")): LiveJudge {
  const worker = new Worker(new URL("./live.worker.ts", import.meta.url), { type: "classic", name: "live-judge" });
  const waiting = new Map<number, (judged: FrameJudgement | null) => void>();
  let nextId = 0;
  let broken = false;

  const giveUp = () => {
    for (const resolve of waiting.values()) resolve(null);
    waiting.clear();
  };
  worker.addEventListener("message", ({ data }: MessageEvent<LiveAnswer>) => {
    if (data.type === "loaded") return onSight(data.ok ? "ready" : "missing");
    // Read by journeys and by whoever profiles on a phone: `performance.getEntriesByName("caliper-preview")`.
    performance.measure("caliper-preview", { start: performance.now() - data.tookMs, duration: data.tookMs });
    waiting.get(data.id)?.(data.judged);
    waiting.delete(data.id);
  });
  worker.addEventListener("error", () => {
    broken = true;
    onBroken();
    giveUp();
  });
  worker.postMessage({ type: "load", url: opencvUrl } satisfies LiveQuestion);

  const ask = (question: LiveQuestion & { id: number }, transfer: Transferable[] = []) =>
    new Promise<FrameJudgement | null>((resolve) => {
      if (broken) return resolve(null);
      waiting.set(question.id, resolve);
      worker.postMessage(question, transfer);
    });
  return {
    async frame(video) {
      if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || video.videoWidth === 0) return null;
      const picture = broken ? null : await pictureOf(video).catch(() => null);
      return picture && ask({ type: "frame", id: nextId++, picture }, [picture]);
    },
    still: (photo) => ask({ type: "still", id: nextId++, photo }),
    close() {
      worker.terminate();
      giveUp();
    },
  };
}

/** The frame itself where the browser can lend it: nothing is copied or drawn on the main thread. */
async function pictureOf(video: HTMLVideoElement): Promise<VideoFrame | ImageBitmap> {
  if (typeof VideoFrame === "function") return new VideoFrame(video);
  const { widthPx, heightPx } = previewSize(video.videoWidth, video.videoHeight);
  return createImageBitmap(video, { resizeWidth: widthPx, resizeHeight: heightPx, resizeQuality: "medium" });
}
