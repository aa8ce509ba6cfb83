import { createEffect, createMemo, createSignal, on, onCleanup, onMount } from "solid-js";
import { outbox } from "../app/services.ts";
import { countPhotos } from "../scans/counts.ts";

export type LocalSet = { toSend: number; refused: number };

/** What this device has still to send of a batch's sets. Sets sent from elsewhere have nothing here. */
export function createLocalSets(scanIds: () => readonly string[]) {
  const [known, setKnown] = createSignal<ReadonlyMap<string, LocalSet>>(new Map());
  const read = async (scanId: string): Promise<void> => {
    const box = await outbox.store.box(scanId);
    const counts = box && countPhotos(box.photos);
    setKnown((before) => {
      const next = new Map(before);
      if (counts) next.set(scanId, { toSend: counts.saved + counts.sending, refused: counts.refused });
      else next.delete(scanId);
      return next;
    });
  };
  const ids = createMemo(() => scanIds().join());
  createEffect(on(ids, () => void Promise.all(scanIds().map(read))));
  onMount(() =>
    onCleanup(
      outbox.changes.listen((change) => {
        if (change.type === "changed" && scanIds().includes(change.scanId)) void read(change.scanId);
      }),
    ),
  );
  const sum = (of: (set: LocalSet) => number) =>
    scanIds().reduce((total, scanId) => total + of(known().get(scanId) ?? { toSend: 0, refused: 0 }), 0);
  return { of: (scanId: string) => known().get(scanId) ?? null, toSend: () => sum((set) => set.toSend) };
}
export type LocalSets = ReturnType<typeof createLocalSets>;
