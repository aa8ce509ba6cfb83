import { createEffect, createMemo, createSignal, onCleanup } from "solid-js";
import { unwrap } from "solid-js/store";
import type { Direction } from "../capture/live/dome.ts";
import type { StillVerdict } from "../judging/types.ts";
import type { OutboxPhoto, ScanBox } from "../outbox/model.ts";
import { enterRoom, type RoomState } from "./room.ts";

const nothing: RoomState = { verdict: null, left: 0, settled: true, broken: false, directions: new Map() };

/**
 * The set's verdict, worked out on this device from the photos that are on it. What is known stands at
 * once, and grows.
 */
export function createVerdict(box: () => ScanBox | null, active: () => boolean) {
  const [state, setState] = createSignal(nothing);
  const scanId = createMemo(() => {
    const found = active() ? box() : null;
    // A scan without photos needs no room.
    return found && found.photos.length > 0 ? found.scan.scanId : null;
  });
  createEffect(() => {
    const id = scanId();
    if (!id) return;
    const { room, leave } = enterRoom(id);
    const look = () => setState({ ...room.state() });
    const stop = room.listen(look);
    look();
    createEffect(() => {
      const found = box();
      if (found && active() && found.scan.scanId === id) room.follow(found.photos.map(plain));
    });
    onCleanup(() => {
      stop();
      leave();
      setState(nothing);
    });
  });

  const byPhoto = createMemo(() => new Map(state().verdict?.stills.map((still) => [still.id, still])));
  return {
    verdict: () => state().verdict,
    left: () => state().left,
    settled: () => state().settled,
    broken: () => state().broken,
    /** Null until it is judged, but where its light or sharpness are bad enough to say so at once. */
    of(photoId: string): StillVerdict | null {
      const still = byPhoto().get(photoId);
      return still && (still.judged || still.grade !== "good") ? still : null;
    },
    /** From where the mat says a photo was taken. */
    directionOf: (photoId: string): Direction | null => state().directions.get(photoId) ?? null,
  };
}

/** What a worker can be sent, of a record that the screen watches. */
const plain = (photo: OutboxPhoto): OutboxPhoto => ({ ...photo, ...(photo.shot && { shot: unwrap(photo.shot) }) });

export type Verdict = ReturnType<typeof createVerdict>;
