import type { Grey } from "./grey.ts";
import type { FrameJudgement } from "./judge-frame.ts";
import type { LiveAnswer, LiveQuestion } from "./live-messages.ts";
import { opencvUrl } from "./opencv-file.ts";
import { previewSize } from "./preview-size.ts";

/**
 * Whether the mat can be looked for: `off` while nobody asked for it, `loading` until OpenCV is here, `missing` where it
 * cannot be had.
 */
export type MatSight = "off" | "loading" | "ready" | "missing";

export type LiveJudge = {
  /** From now on the mat is looked for: only then are OpenCV's 11 MB fetched. */
  seeMat(): void;
  /** Null where this frame could not be judged: the next one may. */
  frame(video: HTMLVideoElement): Promise<FrameJudgement | null>;
  still(photo: Blob): Promise<FrameJudgement | null>;
  picture(picture: Grey): Promise<FrameJudgement | null>;
  close(): void;
};

type Listener = { onSight: (sight: MatSight) => void; onBroken: () => void };
type Shared = ReturnType<typeof startWorker> & { listeners: Set<Listener> };

/** One worker for all who look: OpenCV takes a hundred megabytes of memory. */
let shared: Shared | null = null;

/** The worker that watches. Until the mat is asked for, frames are judged without it. */
export function startLiveJudge(onSight: (sight: MatSight) => void, onBroken = () => onSight("missing")): LiveJudge {
  shared ??= openShared();
  const mine = shared;
  const listener = { onSight, onBroken };
  let closed = false;
  mine.listeners.add(listener);
  if (mine.sight() !== "off") onSight(mine.sight());
  return {
    seeMat: mine.seeMat,
    frame: mine.frame,
    still: mine.still,
    picture: mine.picture,
    close() {
      if (closed) return;
      closed = true;
      mine.listeners.delete(listener);
      if (mine.listeners.size > 0) return;
      mine.end();
      if (shared === mine) shared = null;
    },
  };
}

function openShared(): Shared {
  const listeners = new Set<Listener>();
  const opened: Shared = {
    listeners,
    ...startWorker(
      (sight) => listeners.forEach(({ onSight }) => void onSight(sight)),
      () => {
        // Whoever comes next gets a worker that works.
        if (shared === opened) shared = null;
        listeners.forEach(({ onBroken }) => void onBroken());
      },
    ),
  };
  return opened;
}

function startWorker(onSight: (sight: MatSight) => void, onBroken: () => void) {
  const worker = new Worker(new URL("./live.worker.ts", import.meta.url), { type: "classic", name: "live-judge" });
  type Asked = { span: string; resolve: (judged: FrameJudgement | null) => void };
  const waiting = new Map<number, Asked>();
  let nextId = 0;
  let broken = false;
  let sight: MatSight = "off";

  const setSight = (now: MatSight) => {
    sight = now;
    onSight(now);
  };
  const giveUp = () => {
    for (const { resolve } of waiting.values()) resolve(null);
    waiting.clear();
  };
  worker.addEventListener("message", ({ data }: MessageEvent<LiveAnswer>) => {
    if (data.type === "loaded") return setSight(data.ok ? "ready" : "missing");
    const asked = waiting.get(data.id);
    if (!asked) return;
    waiting.delete(data.id);
    // Read by journeys, the bench and whoever profiles on a phone: `performance.getEntriesByName("caliper-preview")`.
    performance.measure(asked.span, { start: performance.now() - data.tookMs, duration: data.tookMs });
    asked.resolve(data.judged);
  });
  worker.addEventListener("error", () => {
    broken = true;
    onBroken();
    giveUp();
  });
  const tell = (question: LiveQuestion, transfer: Transferable[] = []) => worker.postMessage(question, transfer);
  const ask = (question: LiveQuestion & { id: number }, transfer: Transferable[] = []) =>
    new Promise<FrameJudgement | null>((resolve) => {
      if (broken) return resolve(null);
      waiting.set(question.id, { span: question.type === "frame" ? "caliper-preview" : "caliper-shot", resolve });
      tell(question, transfer);
    });
  return {
    sight: () => sight,
    seeMat() {
      if (sight !== "off" || broken) return;
      setSight("loading");
      tell({ type: "load", url: opencvUrl });
    },
    async frame(video: HTMLVideoElement) {
      if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || video.videoWidth === 0) return null;
      const picture = broken ? null : await pictureOf(video).catch(() => null);
      return picture && ask({ type: "frame", id: nextId++, picture }, [picture]);
    },
    still: (photo: Blob) => ask({ type: "still", id: nextId++, photo }),
    picture: (picture: Grey) => ask({ type: "picture", id: nextId++, picture }),
    end() {
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
