import { batchLimits } from "#contract/batch";
import { photoLimits } from "#contract/photo";
import type { ProblemCode } from "#contract/problem";

/** What a zip's directory says of an entry. */
export interface ZipEntry {
  readonly path: string;
  readonly isFolder: boolean;
  readonly isEncrypted: boolean;
  readonly isLink: boolean;
  readonly bytes: number;
  readonly packedBytes: number;
}

export interface PlannedPhoto {
  readonly path: string;
  readonly bytes: number;
  readonly pass: number;
}
export interface PlannedSet {
  /** Its folder; names of sets are made from it. */
  readonly folder: string;
  readonly photos: readonly PlannedPhoto[];
}
export interface ZipPlan {
  readonly sets: readonly PlannedSet[];
  /** manifest.json or manifest.csv beside the folders. */
  readonly manifestPath: string | null;
  /** Files that are no photos and are left where they are. */
  readonly ignored: readonly string[];
}

export type PlanVerdict = { ok: true; plan: ZipPlan } | { ok: false; code: ProblemCode; detail: string };
class Unfit extends Error {
  readonly code: ProblemCode;
  constructor(code: ProblemCode, detail: string) {
    super(detail);
    this.code = code;
  }
}

const photoName = /\.(jpe?g|png|webp|heic|heif)$/i;
const archiveName = /\.(zip|7z|rar|tar|t?gz|tgz|bz2|xz|zst|jar|apk|cab|iso)$/i;
const manifestName = /^manifest\.(json|csv)$/i;
const manifestBytesMax = 256 * 1024;
/** Photos are compressed already: what unpacks to much more is not photos. */
const ratioMax = 20;
const slackBytes = 1024 * 1024;

/** Judged by its directory alone, before a byte is unpacked: which folders are sets, and whether all of it is harmless. */
export function planZip(entries: readonly ZipEntry[], zipBytes: number): PlanVerdict {
  try {
    for (const entry of entries) refuseUnsafe(entry);
    refuseBomb(entries, zipBytes);
    return { ok: true, plan: layOut(entries.filter((e) => !e.isFolder && !isClutter(e.path))) };
  } catch (error) {
    if (error instanceof Unfit) return { ok: false, code: error.code, detail: error.message.slice(0, 300) };
    throw error;
  }
}

function refuseUnsafe(entry: ZipEntry): void {
  const { path } = entry;
  const parts = path.split("/");
  const climbs = parts.some((p) => p === ".." || p === ".") || /^[\\/]|^[A-Za-z]:|\\|\0/.test(path);
  if (climbs || path === "" || path.length > 500 || entry.isLink) throw new Unfit("zip-path-unsafe", path);
  if (entry.isEncrypted) throw new Unfit("zip-encrypted", path);
  if (archiveName.test(path) && !isClutter(path)) throw new Unfit("zip-nested", path);
}

/** Lies about sizes are found while unpacking; overlapping entries show in the sum of what they claim to take up. */
function refuseBomb(entries: readonly ZipEntry[], zipBytes: number): void {
  if (entries.length > batchLimits.zipEntriesMax) throw new Unfit("zip-bomb", `${entries.length} entries.`);
  let packed = 0;
  let unpacked = 0;
  for (const e of entries) {
    packed += e.packedBytes;
    unpacked += e.bytes;
    if (e.bytes > e.packedBytes * ratioMax + slackBytes) throw new Unfit("zip-bomb", `${e.path}: ${e.bytes} bytes.`);
    if (e.bytes > photoLimits.bytesMax) throw new Unfit("zip-bomb", `${e.path}: ${e.bytes} bytes.`);
  }
  if (packed > zipBytes) throw new Unfit("zip-bomb", "Its entries overlap.");
  if (unpacked > zipBytes * 4 + 16 * slackBytes) throw new Unfit("zip-bomb", `${unpacked} bytes in all.`);
}

const isClutter = (path: string): boolean =>
  path.startsWith("__MACOSX/") ||
  path.split("/").some((p) => p.startsWith(".") || /^(thumbs\.db|desktop\.ini)$/i.test(p));

function layOut(files: readonly ZipEntry[]): ZipPlan {
  const root = wrapperOf(files);
  const ignored: string[] = [];
  const folders = new Map<string, Map<string, ZipEntry[]>>();
  let manifestPath: string | null = null;
  for (const file of files) {
    const parts = file.path.slice(root.length).split("/");
    if (parts.length === 1 && manifestName.test(parts[0] as string)) manifestPath = readable(file);
    else if (!photoName.test(file.path)) ignored.push(file.path);
    else place(folders, file, parts);
  }
  const sets = [...folders].sort(byName).map(([folder, passes]) => toSet(folder, passes));
  if (sets.length === 0) throw new Unfit("zip-layout", "There is no photo in it.");
  return { sets, manifestPath, ignored };
}

/** One folder round everything, as archive programs make it, is looked through. */
function wrapperOf(files: readonly ZipEntry[]): string {
  const first = files[0]?.path.split("/")[0];
  if (first === undefined) return "";
  const root = `${first}/`;
  const inside = files.every((f) => f.path.startsWith(root));
  const holdsPhotos = files.some((f) => photoName.test(f.path) && !f.path.slice(root.length).includes("/"));
  return inside && !holdsPhotos ? root : "";
}

function readable(file: ZipEntry): string {
  if (file.bytes > manifestBytesMax) throw new Unfit("zip-layout", `${file.path} is larger than 256 kB.`);
  return file.path;
}

function place(folders: Map<string, Map<string, ZipEntry[]>>, file: ZipEntry, parts: readonly string[]): void {
  const [folder, pass] = parts as [string, string];
  if (parts.length === 1) throw new Unfit("zip-layout", `${file.path} is in no folder.`);
  if (parts.length > 3) throw new Unfit("zip-layout", `${file.path} is in too many folders.`);
  const passes = folders.get(folder) ?? new Map<string, ZipEntry[]>();
  folders.set(folder, passes);
  const name = parts.length === 3 ? pass : "";
  passes.set(name, [...(passes.get(name) ?? []), file]);
}

const byName = (a: readonly [string, unknown], b: readonly [string, unknown]): number => (a[0] < b[0] ? -1 : 1);

function toSet(folder: string, passes: Map<string, ZipEntry[]>): PlannedSet {
  if (passes.size > photoLimits.passesMax)
    throw new Unfit("zip-layout", `${folder}: ${passes.size} passes; there are at most ${photoLimits.passesMax}.`);
  const photos = [...passes].sort(byName).flatMap(([name, files], pass) => {
    const where = name ? `${folder}/${name}` : folder;
    if (files.length > photoLimits.perPassMax)
      throw new Unfit("photos-too-many", `${where}: ${files.length} photos; a pass has at most 50.`);
    return files.map((f) => ({ path: f.path, bytes: f.bytes, pass }));
  });
  return { folder, photos: photos.sort((a, b) => a.pass - b.pass || (a.path < b.path ? -1 : 1)) };
}
