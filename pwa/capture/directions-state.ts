import { createMemo, createSignal } from "solid-js";
import { directionsOf, recall, remember, withDirection } from "./capture-memory.ts";
import { coverage, type Direction, keyOf, type Sector, sectorOf } from "./live/dome.ts";

/** A place whose stills fail this often is left to the person: the shutter must not fill the pass with them. */
const triesMost = 2;

/** A shot that the scan's own record may not show yet: between the two a direction must not be taken for unseen. */
type UnderWay = { pass: number; direction: Direction; photoId: string | null };

/** From where the photos of a pass were taken, those still being saved included. */
export function createDirections(scanId: () => string, pass: () => number, photoIds: () => ReadonlySet<string>) {
  const [memory, setMemory] = createSignal(recall(localStorage, scanId()));
  const [underWay, setUnderWay] = createSignal<ReadonlyMap<number, UnderWay>>(new Map());
  const tries = new Map<string, number>();
  let shots = 0;

  const setShot = (shot: number, intoPass: number, direction: Direction | null, photoId: string | null = null) =>
    setUnderWay((known) => {
      const next = new Map(known);
      if (direction) next.set(shot, { pass: intoPass, direction, photoId });
      else next.delete(shot);
      return next;
    });

  const directions = createMemo(() => {
    const known = photoIds();
    const shots = [...underWay().values()].filter(
      (shot) => shot.pass === pass() && !(shot.photoId && known.has(shot.photoId)),
    );
    return [...directionsOf(memory(), pass(), known), ...shots.map(({ direction }) => direction)];
  });
  const seen = createMemo(() => coverage(directions()));

  const placeOf = (sector: Sector) => `${pass()} ${keyOf(sector)}`;
  const count = (sector: Sector, change: number) =>
    tries.set(placeOf(sector), (tries.get(placeOf(sector)) ?? 0) + change);

  /** Counts for the dome at once; `judged` and `saved` say whether it goes on to. */
  const shotFrom = (from: Direction | null) => {
    const shot = shots++;
    const intoPass = pass();
    let direction = from;
    setShot(shot, intoPass, from);
    const aimed = from && sectorOf(from);
    if (aimed) count(aimed, 1);
    return {
      judged(still: Direction | null) {
        direction = from && still;
        // A slow camera may have been carried on before it took the photo: that says nothing of where it was aimed.
        const hit = still && sectorOf(still);
        if (aimed && hit && keyOf(hit) !== keyOf(aimed)) count(aimed, -1);
        setShot(shot, intoPass, direction);
      },
      saved(photoId: string | null) {
        const known = direction;
        if (photoId && known)
          setMemory(remember(localStorage, scanId(), (before) => withDirection(before, intoPass, photoId, known)));
        setShot(shot, intoPass, photoId ? known : null, photoId);
      },
    };
  };

  return {
    seen,
    seenInPass: (other: number, ids: ReadonlySet<string>) => coverage(directionsOf(memory(), other, ids)),
    shotFrom,
    givenUp: (sector: Sector) => (tries.get(placeOf(sector)) ?? 0) >= triesMost,
    withMat: () => memory().withMat,
    setWithMat: (withMat: boolean) => setMemory(remember(localStorage, scanId(), (known) => ({ ...known, withMat }))),
  };
}
