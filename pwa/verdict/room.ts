import { database } from "../app/services.ts";
import { recall } from "../capture/capture-memory.ts";
import type { Direction } from "../capture/live/dome.ts";
import type { Grey } from "../capture/live/grey.ts";
import type { ShotMat } from "../capture/shot.ts";
import { centreOf } from "../judging/matching/by-pose.ts";
import type { SetVerdict } from "../judging/types.ts";
import type { OutboxPhoto } from "../outbox/model.ts";
import { readPhotoBytes } from "../outbox/photo-bytes.ts";
import { keepVerdict } from "../scans/outcome/outcome-store.ts";
import { openMatFinder } from "./mat-finder.ts";
import type { VerdictAnswer, VerdictQuestion } from "./messages.ts";
import { toDo } from "./to-do.ts";

export type RoomState = {
  verdict: SetVerdict | null;
  /** Photos it has yet to look at. */
  left: number;
  broken: boolean;
  /** From where the mat says each photo was taken. */
  directions: ReadonlyMap<string, Direction>;
};

export type Room = ReturnType<typeof openRoom>;

/** From the scan to its camera and back, nothing is to be looked at twice. */
const keptMs = 60_000;
let kept: { scanId: string; room: Room; users: number; ending: ReturnType<typeof setTimeout> | undefined } | null =
  null;

/** Where one scan's photos are judged: the room that is there for it, or a new one. `leave` when done. */
export function enterRoom(scanId: string): { room: Room; leave: () => void } {
  if (kept?.scanId !== scanId || kept.room.state().broken) {
    closeKept();
    kept = { scanId, room: openRoom(scanId), users: 0, ending: undefined };
  }
  const mine = kept;
  mine.users++;
  clearTimeout(mine.ending);
  const leave = () => {
    mine.users--;
    if (mine.users > 0) return;
    mine.room.rest();
    mine.ending = setTimeout(() => kept === mine && closeKept(), keptMs);
  };
  return { room: mine.room, leave };
}

function closeKept(): void {
  clearTimeout(kept?.ending);
  kept?.room.close();
  kept = null;
}

/** The worker that judges, and what it has yet to do: one photo at a time, for fifty would not fit a phone's memory. */
function openRoom(scanId: string) {
  const heardOf = new Set<string>();
  const directions = new Map<string, Direction>();
  const listeners = new Set<() => void>();
  let state: RoomState = { verdict: null, left: 0, broken: false, directions };
  let line: Promise<void> = Promise.resolve();
  let closed = false;

  const change = (next: Partial<RoomState>) => {
    state = { ...state, ...next };
    for (const listener of listeners) listener();
  };
  const know = (id: string, found: ShotMat | null) => {
    if (found) directions.set(id, directionOf(found));
  };
  const mat = openMatFinder();
  const judge = openJudge({
    findMat: async (id, picture) => {
      const found = await mat.in(picture).catch(() => null);
      know(id, found);
      return found;
    },
    onVerdict: (verdict) => change({ verdict }),
    onBroken: () => change({ broken: true, left: 0 }),
  });
  const add = async ({ photoId, pass, addedAtMs, shot }: OutboxPhoto) => {
    // Taken out again before its turn came.
    const bytes = closed || !heardOf.has(photoId) ? null : await readPhotoBytes(database, photoId);
    if (!bytes) return;
    if (shot?.mat !== undefined) know(photoId, shot.mat);
    const asks = recall(localStorage, scanId).withMat === false ? null : "find";
    const photo = {
      id: photoId,
      order: addedAtMs,
      pass,
      bytes,
      mat: shot?.mat === undefined ? asks : shot.mat,
    } as const;
    await judge.ask(photoId, { type: "add", photo }, [bytes]);
  };
  const inLine = (work: () => Promise<void>) => {
    if (state.broken) return;
    change({ left: state.left + 1 });
    line = line
      .then(work)
      .catch((error) => console.warn("A photo could not be judged", error))
      .then(() => {
        if (state.broken) return;
        change({ left: state.left - 1 });
        if (state.left === 0) keep(scanId, state.verdict);
      });
  };

  return {
    state: () => state,
    listen(listener: () => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    follow(photos: readonly OutboxPhoto[]) {
      const todo = toDo(photos, heardOf);
      for (const id of todo.remove) {
        heardOf.delete(id);
        directions.delete(id);
        inLine(() => judge.ask(id, { type: "remove", id }));
      }
      for (const photo of todo.add) {
        heardOf.add(photo.photoId);
        inLine(() => add(photo));
      }
    },
    /** Nobody looks on: what is in line is still done, but the mat's 11 MB are let go once it is. */
    rest: () => void line.then(() => mat.rest()),
    close() {
      closed = true;
      judge.close();
      mat.rest();
    },
  };
}

type Answers = {
  findMat: (id: string, picture: Grey) => Promise<ShotMat | null>;
  onVerdict: (verdict: SetVerdict) => void;
  onBroken: () => void;
};

/** The worker, with an end to every question. */
function openJudge({ findMat, onVerdict, onBroken }: Answers) {
  const worker = new Worker(new URL("./verdict.worker.ts", import.meta.url), { type: "module", name: "verdict" });
  const answered = new Map<string, () => void>();
  let over = false;
  const end = () => {
    over = true;
    for (const done of answered.values()) done();
  };
  const tell = (question: VerdictQuestion, transfer: Transferable[] = []) => worker.postMessage(question, transfer);
  worker.addEventListener("message", async ({ data }: MessageEvent<VerdictAnswer>) => {
    if (data.type === "find") return tell({ type: "found", id: data.id, mat: await findMat(data.id, data.picture) });
    // Read by journeys, the bench and whoever profiles on a phone: `performance.getEntriesByName("caliper-still")`.
    performance.measure("caliper-still", { start: performance.now() - data.tookMs, duration: data.tookMs });
    onVerdict(data.verdict);
    answered.get(data.id)?.();
  });
  worker.addEventListener("error", () => {
    onBroken();
    end();
  });
  return {
    ask: (id: string, question: VerdictQuestion, transfer: Transferable[] = []): Promise<void> =>
      new Promise<void>((resolve) => {
        if (over) return resolve();
        answered.set(id, resolve);
        tell(question, transfer);
      }).then(() => void answered.delete(id)),
    close() {
      worker.terminate();
      end();
    },
  };
}

/** A set half looked at again would stand for less than was known of it: kept is what was said of all of it. */
function keep(scanId: string, verdict: SetVerdict | null): void {
  if (verdict) void keepVerdict(database, { scanId, judgedAtMs: Date.now(), verdict }).catch(() => undefined);
}

function directionOf({ rotation, translationMm, focalShare }: ShotMat): Direction {
  const [x, y, z] = centreOf({ rotation, translationMm, focalPx: focalShare });
  const degrees = 180 / Math.PI;
  return { azimuthDeg: Math.atan2(y, x) * degrees, elevationDeg: Math.atan2(z, Math.hypot(x, y)) * degrees };
}
