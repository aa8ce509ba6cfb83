import { createEffect, createMemo, createSignal, on, onCleanup } from "solid-js";
import { database } from "../app/services.ts";
import { type LiveJudge, startLiveJudge } from "../capture/live/live-judge.ts";
import { previewSidePx } from "../capture/live/preview-size.ts";
import type { SetVerdict, StillVerdict } from "../judging/types.ts";
import type { OutboxPhoto, ScanBox } from "../outbox/model.ts";
import { readPhotoBytes } from "../outbox/photo-bytes.ts";
import { keepVerdict } from "../scans/outcome/outcome-store.ts";
import type { PhotoToJudge, VerdictAnswer, VerdictQuestion } from "./messages.ts";
import { toDo } from "./to-do.ts";

/** OpenCV is 11 MB on a slow line: photos are judged without the mat rather than not at all. */
const matWaitMs = 20_000;

/**
 * The set's verdict, worked out on this device from the photos that are on it. Each photo is looked at once, in the
 * order they came; what is known stands at once, and grows.
 */
export function createVerdict(box: () => ScanBox | null, active: () => boolean) {
  const [verdict, setVerdict] = createSignal<SetVerdict | null>(null);
  const [left, setLeft] = createSignal(0);
  const [broken, setBroken] = createSignal(false);
  const scanId = createMemo(() => box()?.scan.scanId ?? null);
  let room: ReturnType<typeof openRoom> | null = null;

  const close = () => {
    room?.close();
    room = null;
    setVerdict(null);
    setLeft(0);
  };
  createEffect(on(scanId, close, { defer: true }));
  createEffect(() => {
    const found = box();
    if (!found || !active() || broken()) return;
    const photos = found.photos.map((photo) => ({ ...photo }));
    if (photos.length === 0 && !room) return;
    const id = found.scan.scanId;
    room ??= openRoom(
      (told, whole) => {
        setVerdict(told);
        // A set half looked at again would stand for less than was known of it.
        if (!whole) return;
        void keepVerdict(database, { scanId: id, judgedAtMs: Date.now(), verdict: told }).catch(() => undefined);
      },
      setLeft,
      () => setBroken(true),
    );
    room.follow(photos);
  });
  onCleanup(close);

  const byPhoto = createMemo(() => new Map(verdict()?.stills.map((still) => [still.id, still])));
  return { verdict, left, broken, of: (photoId: string): StillVerdict | null => byPhoto().get(photoId) ?? null };
}

export type Verdict = ReturnType<typeof createVerdict>;

/** The worker that judges, the one that finds the mat, and what both have yet to do. */
function openRoom(
  told: (verdict: SetVerdict, whole: boolean) => void,
  setLeft: (count: number) => void,
  onBroken: () => void,
) {
  const worker = new Worker(new URL("./verdict.worker.ts", import.meta.url), { type: "module", name: "verdict" });
  const mat = openMat();
  const heardOf = new Set<string>();
  let line: Promise<void> = Promise.resolve();
  let waiting = 0;
  let closed = false;

  worker.addEventListener("message", ({ data }: MessageEvent<VerdictAnswer>) => {
    // Read by journeys and by whoever profiles on a phone: `performance.getEntriesByName("caliper-still")`.
    performance.measure("caliper-still", { start: performance.now() - data.tookMs, duration: data.tookMs });
    setLeft(--waiting);
    told(data.verdict, waiting === 0);
  });
  worker.addEventListener("error", () => {
    onBroken();
    setLeft(0);
  });
  const ask = (question: VerdictQuestion) => {
    if (!closed) worker.postMessage(question);
  };
  const judge = async (photo: OutboxPhoto, order: number) => {
    const bytes = closed ? null : await readPhotoBytes(database, photo.photoId);
    if (!bytes || !heardOf.has(photo.photoId)) return setLeft(--waiting);
    const blob = new Blob([bytes]);
    ask({ type: "add", photo: { id: photo.photoId, order, pass: photo.pass, photo: blob, mat: await mat.of(blob) } });
  };
  return {
    follow(photos: readonly OutboxPhoto[]) {
      const { add, remove } = toDo(photos, heardOf);
      for (const id of remove) {
        heardOf.delete(id);
        waiting++;
        ask({ type: "remove", id });
      }
      for (const photo of add) {
        heardOf.add(photo.photoId);
        waiting++;
        const order = photos.findIndex(({ photoId }) => photoId === photo.photoId);
        // One at a time: fifty decoded photos would not fit a phone's memory.
        line = line.then(() => judge(photo, order)).catch(() => setLeft(--waiting));
      }
      setLeft(waiting);
    },
    close() {
      closed = true;
      worker.terminate();
      mat.close();
    },
  };
}

/** Started with the first photo: a scan whose photos were all freed needs no OpenCV. */
function openMat() {
  let judge: LiveJudge | null = null;
  let ready: Promise<boolean> | null = null;
  const start = () =>
    new Promise<boolean>((resolve) => {
      try {
        judge = startLiveJudge(
          (sight) => sight !== "loading" && resolve(sight === "ready"),
          () => resolve(false),
        );
        setTimeout(() => resolve(false), matWaitMs);
      } catch {
        resolve(false);
      }
    });
  return {
    async of(photo: Blob): Promise<PhotoToJudge["mat"]> {
      ready ??= start();
      if (!(await ready)) return null;
      const pose = (await judge?.still(photo))?.pose ?? null;
      return (
        pose && {
          rotation: pose.rotation,
          translationMm: pose.translationMm,
          focalShare: pose.focalPx / previewSidePx,
        }
      );
    },
    close: () => judge?.close(),
  };
}
