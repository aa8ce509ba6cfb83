import { createSignal } from "solid-js";
import { database, outbox, sending } from "../app/services.ts";
import { words } from "../i18n/words.ts";
import type { OutboxPhoto } from "../outbox/model.ts";
import { announce } from "../ui/announce.ts";
import { type Added, addPhoto, type NotAdded } from "./add-photos.ts";
import type { Shot } from "./shot.ts";

/** Of one photo: how it was shot, and which one it is to stand for. */
type OfOne = { shot?: Promise<Shot>; inPlaceOf?: OutboxPhoto | null };

/** Hidden files of a chosen folder are the system's, not the person's. */
const isHidden = (file: File) => file.name.startsWith(".") || file.name === "Thumbs.db" || file.name === "desktop.ini";

/** Files on their way into a scan: one after another, so that fifty large photos never stand in memory together. */
export function createImport(scanId: () => string, onSaving: (count: number) => void) {
  const [notAdded, setNotAdded] = createSignal<NotAdded[]>([]);
  const [left, setLeft] = createSignal<Record<number, number>>({});
  let line: Promise<void> = Promise.resolve();

  const count = (pass: number, change: number) => {
    setLeft((known) => ({ ...known, [pass]: (known[pass] ?? 0) + change }));
    onSaving(Object.values(left()).reduce((sum, n) => sum + n, 0));
  };

  /** Returns the ids of the photos that were saved. */
  const addAll = async (pass: number, files: File[], ofOne: OfOne): Promise<string[]> => {
    const saved: string[] = [];
    for (const [index, file] of files.entries()) {
      const added = await addSafely(scanId(), pass, file, ofOne);
      count(pass, -1);
      if ("photoId" in added) saved.push(added.photoId);
      else setNotAdded((known) => [...known, added.notAdded]);
      sending.kick();
      if ("notAdded" in added && added.notAdded.storageFull) {
        // Every further one would fail alike: what is left is named, not tried.
        const skipped = files.slice(index + 1);
        setNotAdded((known) => [...known, ...skipped.map((other) => ({ ...added.notAdded, name: other.name }))]);
        count(pass, -skipped.length);
        break;
      }
    }
    announce(words.capture.added(saved.length));
    return saved;
  };

  const add = (pass: number, files: File[], ofOne: OfOne = {}): Promise<string[]> => {
    const visible = files.filter((file) => !isHidden(file));
    count(pass, visible.length);
    const work = line.then(() => addAll(pass, visible, ofOne));
    line = work.then(
      () => undefined,
      () => undefined,
    );
    return work;
  };

  return {
    add: (pass: number, files: File[]) => void add(pass, files),
    /** The photo's id once it is safe on this device, null where it was not added. */
    addOne: async (pass: number, file: File, ofOne: OfOne = {}): Promise<string | null> =>
      (await add(pass, [file], ofOne))[0] ?? null,
    /** The old one goes only in the step in which the new one, safely here, takes its place. */
    replace: (photo: OutboxPhoto, files: File[]) => void add(photo.pass, files.slice(0, 1), { inPlaceOf: photo }),
    notAdded,
    dismiss: () => setNotAdded([]),
    savingIn: (pass: number) => left()[pass] ?? 0,
  };
}

/** A bug or a dead database must not hold up the files behind it: the file is named as not added. */
export async function addSafely(
  scanId: string,
  pass: number,
  file: File,
  { shot, inPlaceOf }: OfOne = {},
): Promise<Added> {
  const { name, lastModified: takenAtMs } = file;
  const one = { file, name, takenAtMs, ...(shot && { shot }), ...(inPlaceOf && { inPlaceOf: inPlaceOf.photoId }) };
  try {
    return await addPhoto(outbox, database, scanId, pass, one);
  } catch (error) {
    console.error(error);
    return { notAdded: { name: file.name, ...words.capture.writeFailed, storageFull: false } };
  }
}
