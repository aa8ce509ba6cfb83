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
import { createQueue } from "./queue.ts";

export type RoomState = {
  verdict: SetVerdict | null;
  /** Photos whose place in the set is not known yet; the verdict is about the others. */
  left: number;
  /** All photos are judged and all pairs compared: the verdict stays as it is until photos come or go. */
  settled: boolean;
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

/** The worker that judges, and the photos it has yet to be handed: fifty at once would not fit a phone's memory. */
function openRoom(scanId: string) {
  const directions = new Map<string, Direction>();
  const listeners = new Set<() => void>();
  const queue = createQueue();
  const clock = createClock();
  let state: RoomState = { verdict: null, left: 0, settled: true, broken: false, directions };
  let closed = false;
  let resting = false;

  const change = (next: Partial<RoomState>) => {
    const before = state;
    state = { ...state, ...next, ...queue.standing(next.verdict ?? state.verdict) };
    if (state.broken) state = { ...state, left: 0 };
    else if (state.settled && !(before.settled && before.verdict === state.verdict)) keep(scanId, state.verdict);
    if (resting && queue.isIdle()) mat.rest();
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
    onTaken: (id, readable) => {
      queue.taken(id, readable);
      change({});
      hand();
    },
    onVerdict: (verdict) => {
      clock.told(verdict);
      change({ verdict });
    },
    onBroken: () => change({ broken: true }),
  });

  function hand(): void {
    if (closed || state.broken) return;
    for (let photo = queue.next(); photo !== null; photo = queue.next()) void give(photo);
  }

  async function give({ photoId: id, pass, addedAtMs, shot }: OutboxPhoto): Promise<void> {
    const bytes = await readPhotoBytes(database, id).catch(() => null);
    if (closed || !queue.isAtHand(id)) return;
    if (!bytes) {
      queue.taken(id, false);
      change({});
      return hand();
    }
    if (shot?.mat !== undefined) know(id, shot.mat);
    const asks = recall(localStorage, scanId).withMat === false ? null : "find";
    const mat = shot?.mat === undefined ? asks : shot.mat;
    judge.tell({ type: "add", photo: { id, order: addedAtMs, pass, bytes, mat } }, [bytes]);
  }

  return {
    state: () => state,
    listen(listener: () => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    follow(photos: readonly OutboxPhoto[]) {
      resting = false;
      if (state.broken) return;
      const { add, remove } = queue.follow(photos);
      clock.heardOf(add);
      for (const id of remove) {
        directions.delete(id);
        judge.tell({ type: "remove", id });
      }
      if (add.length + remove.length === 0) return;
      change({});
      hand();
    },
    /** Nobody looks on: what waits is still looked at, but the mat's 11 MB are let go once it is. */
    rest() {
      resting = true;
      if (queue.isIdle()) mat.rest();
    },
    close() {
      closed = true;
      judge.close();
      mat.rest();
    },
  };
}

type Answers = {
  findMat: (id: string, picture: Grey) => Promise<ShotMat | null>;
  onTaken: (id: string, readable: boolean) => void;
  onVerdict: (verdict: SetVerdict) => void;
  onBroken: () => void;
};

function openJudge({ findMat, onTaken, onVerdict, onBroken }: Answers) {
  const worker = new Worker(new URL("./verdict.worker.ts", import.meta.url), { type: "module", name: "verdict" });
  const tell = (question: VerdictQuestion, transfer: Transferable[] = []) => worker.postMessage(question, transfer);
  worker.addEventListener("message", async ({ data }: MessageEvent<VerdictAnswer>) => {
    if (data.type === "find") tell({ type: "found", id: data.id, mat: await findMat(data.id, data.picture) });
    else if (data.type === "taken") onTaken(data.id, data.readable);
    else if (data.type === "verdict") onVerdict(data.verdict);
    else measure("caliper-still", data.tookMs);
  });
  worker.addEventListener("error", onBroken);
  return { tell, close: () => worker.terminate() };
}

/** Read by journeys, the bench and whoever profiles on a phone: `performance.getEntriesByName("caliper-still")`. */
function measure(name: string, tookMs: number): void {
  performance.measure(name, { start: performance.now() - tookMs, duration: tookMs });
}

/** How long a photo waits for the first word on it, and for its place in the set. */
function createClock() {
  const waits = {
    glimpsed: { name: "caliper-glimpsed", sinceMs: new Map<string, number>() },
    judged: { name: "caliper-judged", sinceMs: new Map<string, number>() },
  };
  const stop = ({ name, sinceMs }: (typeof waits)["judged"], id: string) => {
    const since = sinceMs.get(id);
    if (since !== undefined) measure(name, performance.now() - since);
    sinceMs.delete(id);
  };
  return {
    heardOf(ids: readonly string[]): void {
      for (const { sinceMs } of Object.values(waits)) for (const id of ids) sinceMs.set(id, performance.now());
    },
    told({ stills }: SetVerdict): void {
      for (const { id, judged } of stills) {
        stop(waits.glimpsed, id);
        if (judged) stop(waits.judged, id);
      }
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
