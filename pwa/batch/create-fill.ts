import { createSignal } from "solid-js";
import { batchLimits, batchViewSchema } from "#contract/batch";
import { createAct } from "../account/create-act.ts";
import { whose } from "../account/whose.ts";
import { outbox, sending } from "../app/services.ts";
import type { NotAdded } from "../capture/add-photos.ts";
import type { PathFile } from "../capture/dropped-files.ts";
import { addSafely } from "../capture/import-state.ts";
import { teamWords } from "../i18n/team-words.ts";
import { type FolderSet, type Sorted, setsOfFiles } from "./sets-of-files.ts";

const t = teamWords.batch;
type Made = FolderSet & { scanId: string; name: string };
export type LeftOut = Sorted["leftOut"];

/**
 * Folders on their way into a batch: its sets are made on the server, then each is a scan of this device like any other,
 * and the outbox sends its photos.
 */
export function createFill(batchId: () => string, onMade: () => Promise<void>) {
  const [saving, setSaving] = createSignal<{ done: number; all: number } | null>(null);
  const [notAdded, setNotAdded] = createSignal<NotAdded[]>([]);
  const [leftOut, setLeftOut] = createSignal<LeftOut>([]);
  const [unfit, setUnfit] = createSignal<{ title: string; todo: string } | null>(null);
  const { act, busy, refusal } = createAct();

  const saveAll = async (sets: readonly Made[]): Promise<void> => {
    const work = sets.flatMap(({ scanId, passes }) =>
      passes.flatMap((files, pass) => files.map((file) => ({ scanId, pass, file }))),
    );
    for (const [done, { scanId, pass, file }] of work.entries()) {
      setSaving({ done, all: work.length });
      const added = await addSafely(scanId, pass, file);
      sending.kick();
      if (!("notAdded" in added)) continue;
      setNotAdded((known) => [...known, added.notAdded]);
      if (!added.notAdded.storageFull) continue;
      // Every further one would fail alike: what is left is named, not tried.
      const skipped = work.slice(done + 1).map(({ file: { name } }) => ({ ...added.notAdded, name }));
      setNotAdded((known) => [...known, ...skipped]);
      return;
    }
  };

  const add = async (files: readonly PathFile[]): Promise<void> => {
    if (busy() || saving()) return;
    const sorted = setsOfFiles(files);
    setLeftOut(sorted.leftOut);
    setUnfit(sorted.sets.length === 0 ? t.nothing : sorted.sets.length > batchLimits.setsMax ? t.tooMany : null);
    if (unfit()) return;
    const workspaceId = whose()?.workspaceId ?? null;
    const made = sorted.sets.map((set) => ({ ...set, scanId: crypto.randomUUID(), name: set.folder.slice(0, 120) }));
    const json = { sets: made.map(({ scanId, name }) => ({ scanId, name })) };
    const path = `/batches/${batchId()}/sets`;
    const there = await act(() => outbox.server.ask("PUT", path, { json }, batchViewSchema));
    if (!there) return;
    for (const { scanId, name } of made) await outbox.act(scanId, { type: "scan-made", scanId, name, workspaceId });
    await onMade();
    try {
      await saveAll(made);
    } finally {
      setSaving(null);
      await onMade();
    }
  };

  return {
    add: (files: readonly PathFile[]) => void add(files),
    saving,
    notAdded,
    leftOut,
    refusal: () => unfit() ?? refusal(),
    busy: () => busy() || saving() !== null,
    dismiss: () => {
      setNotAdded([]);
      setLeftOut([]);
    },
  };
}
export type Fill = ReturnType<typeof createFill>;
