import type { SetVerdict } from "../judging/types.ts";
import type { OutboxPhoto } from "../outbox/model.ts";
import { toDo } from "./to-do.ts";

/** Each takes some megabytes of the worker's memory until it is decoded. */
const atHandMost = 3;

export type Standing = {
  /** Photos that are followed and not judged. */
  left: number;
  /** The verdict is about all photos that are followed, and no others; nothing is left to be compared. */
  settled: boolean;
};

/** Photos on their way to the judge, none of which may be lost: waiting, at hand (the worker has its bytes), taken. */
export function createQueue() {
  const heardOf = new Set<string>();
  const waiting = new Map<string, OutboxPhoto>();
  const atHand = new Set<string>();
  const unreadable = new Set<string>();
  let latestMs = Number.NEGATIVE_INFINITY;

  return {
    /** What came and what went since it was last told. */
    follow(photos: readonly OutboxPhoto[]): { add: string[]; remove: string[] } {
      const { add, remove } = toDo(photos, heardOf);
      for (const id of remove) for (const ids of [heardOf, waiting, atHand, unreadable]) ids.delete(id);
      for (const photo of add) {
        heardOf.add(photo.photoId);
        waiting.set(photo.photoId, photo);
        latestMs = Math.max(latestMs, photo.addedAtMs);
      }
      return { add: add.map(({ photoId }) => photoId), remove };
    },
    /** The photo to hand on now: the latest at once, an older one when the worker has none. */
    next(): OutboxPhoto | null {
      const newest = [...waiting.values()].toSorted((a, b) => a.addedAtMs - b.addedAtMs).at(-1);
      if (!newest || atHand.size >= (newest.addedAtMs >= latestMs ? atHandMost : 1)) return null;
      waiting.delete(newest.photoId);
      atHand.add(newest.photoId);
      return newest;
    },
    /** Not taken out again meanwhile. */
    isAtHand: (id: string): boolean => atHand.has(id),
    /** The worker is done with its bytes. What this browser cannot decode is not waited for. */
    taken(id: string, readable: boolean): void {
      if (atHand.delete(id) && !readable) unreadable.add(id);
    },
    isIdle: (): boolean => waiting.size + atHand.size === 0,
    standing(verdict: SetVerdict | null): Standing {
      const stills = verdict?.stills ?? [];
      const judged = new Set(stills.filter((still) => still.judged).map(({ id }) => id));
      const left = [...heardOf].filter((id) => !judged.has(id) && !unreadable.has(id)).length;
      const gone = stills.some(({ id }) => !heardOf.has(id));
      return { left, settled: left === 0 && !gone && (verdict?.pairsLeft ?? 0) === 0 };
    },
  };
}
