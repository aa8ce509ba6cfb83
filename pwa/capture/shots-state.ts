import { createSignal } from "solid-js";

/** `photoId` null: not safe yet. */
type Shot = { photoId: string | null };

/**
 * Photos that were taken but do not stand in the scan's own record yet: counted with those that do, so that the figure
 * under the thumb never steps back. `last` is the one that was saved last.
 */
export function createShots(recorded: () => ReadonlySet<string>) {
  const [underWay, setUnderWay] = createSignal<readonly Shot[]>([]);
  const [lastId, setLastId] = createSignal<string | null>(null);
  /** What was on record once and is no more was taken out: it does not count again. */
  const seen = new Set<string>();
  const open = () => {
    for (const id of recorded()) seen.add(id);
    return underWay().filter(({ photoId }) => photoId === null || !seen.has(photoId));
  };
  return {
    count: () => recorded().size + open().length,
    lastId,
    /** `adds`: false where it takes the place of another. */
    async watch(saving: Promise<string | null>, adds: boolean): Promise<string | null> {
      const shot: Shot = { photoId: null };
      if (adds) setUnderWay([...open(), shot]);
      const photoId = await saving.catch(() => null);
      if (photoId) setLastId(photoId);
      setUnderWay((known) =>
        known.flatMap((other) => (other !== shot ? [other] : photoId === null ? [] : [{ photoId }])),
      );
      return photoId;
    },
  };
}
