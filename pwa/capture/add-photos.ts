import { photoLimits } from "#contract/photo";
import { problems } from "#contract/problem";
import type { Database } from "../device/database.ts";
import { words } from "../i18n/words.ts";
import type { Outbox } from "../outbox/outbox.ts";
import { dropPhotoBytes, savePhotoBytes } from "../outbox/photo-bytes.ts";
import { checkFile } from "./checker.ts";
import type { Shot } from "./shot.ts";

export type Incoming = {
  file: Blob;
  name: string;
  takenAtMs: number;
  /** Of this app's own camera; may be known only after the bytes are. */
  shot?: Promise<Shot>;
  /** The photo that it is shot again for. */
  inPlaceOf?: string;
};
export type NotAdded = { name: string; title: string; todo: string; storageFull: boolean };
export type Added = { photoId: string } | { notAdded: NotAdded };

/** One file → checked, hashed, written, read back, and only then a photo of the scan. */
export async function addPhoto(
  outbox: Outbox,
  database: Database,
  scanId: string,
  pass: number,
  incoming: Incoming,
): Promise<Added> {
  const name = incoming.name.slice(0, 200) || "photo";
  const no = (why: { title: string; todo: string }, storageFull = false): Added => ({
    notAdded: { name, title: why.title, todo: why.todo, storageFull },
  });

  const before = await outbox.store.box(scanId);
  const inPass =
    before?.photos.filter(
      (photo) => photo.pass === pass && photo.state !== "removing" && photo.photoId !== incoming.inPlaceOf,
    ).length ?? 0;
  if (inPass >= photoLimits.perPassMax) return no(problems["photos-too-many"]);
  if (incoming.file.size > photoLimits.bytesMax) return no(problems["photo-too-large"]);

  const checked = await checkFile(incoming.file);
  if (!checked.ok) return no(checked.code === "unreadable" ? words.capture.unreadable : problems[checked.code]);
  const { sha256, bytes, thumb, format, widthPx, heightPx } = checked;
  if (before?.photos.some((photo) => photo.sha256 === sha256 && photo.state !== "removing"))
    return no(problems["photo-duplicate"]);

  const photoId = crypto.randomUUID();
  const saved = await savePhotoBytes(database, { photoId, sha256, bytes, thumb }, Date.now());
  if (!saved.ok)
    return saved.code === "storage-full" ? no(words.capture.storageFull, true) : no(words.capture.writeFailed);

  const photo = {
    photoId,
    pass,
    name,
    sha256,
    bytes: bytes.byteLength,
    format,
    widthPx,
    heightPx,
    takenAtMs: incoming.takenAtMs,
    ...(incoming.shot && { shot: await incoming.shot }),
  };
  const { inPlaceOf } = incoming;
  const after = await outbox.act(scanId, { type: "photo-saved", photo, ...(inPlaceOf && { inPlaceOf }) });
  if (after?.photos.some((other) => other.photoId === photoId)) return { photoId };
  await dropPhotoBytes(database, photoId);
  if (inPlaceOf && after?.scan.submission?.state === "asked") return no(words.guide.again.sent);
  // The scan was deleted, or the same bytes came in from another tab, while these were being written.
  return no(problems["photo-duplicate"]);
}
