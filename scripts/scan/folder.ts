// A folder of photos: pictures at its top are the first pass; each sub-folder with pictures is a pass of its own, in
// the order of their names (the part turned over between them).
import { createHash } from "node:crypto";
import { readdirSync, statSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { photoLimits } from "#contract/photo";
import { photoBytes } from "./photo-bytes.ts";
import { ScanProblem } from "./problem.ts";

export type Photo = { pass: number; name: string; file: string; bytes: number; sha256: string };
export type Folder = { photos: Photo[]; passes: number; leftOut: string[] };

/** The name decides only what is offered; whether it is a photo is for the server to see from the bytes. */
const offered = new Set([".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif"]);
const byName = new Intl.Collator("en", { numeric: true }).compare;

export async function readFolder(folder: string): Promise<Folder> {
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (!stat?.isDirectory()) throw new ScanProblem("request-invalid", `${folder} is not a folder.`);
  const leftOut: string[] = [];
  const passes = [folder, ...subFolders(folder)].map((place) => photosIn(place, leftOut)).filter((one) => one.length);
  if (passes.length > photoLimits.passesMax) {
    const detail = `${folder} holds ${passes.length} passes (sub-folders with photos); at most ${photoLimits.passesMax} make a scan.`;
    throw new ScanProblem("photos-too-many", detail);
  }
  const photos: Photo[] = [];
  for (const [pass, files] of passes.entries()) for (const file of files) photos.push(await describe(pass, file));
  if (!photos.length) throw new ScanProblem("photos-too-few", `There are no photos in ${folder}.`);
  return { photos, passes: passes.length, leftOut };
}

function subFolders(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith("."));
  return names.map(({ name }) => join(folder, name)).toSorted(byName);
}

function photosIn(folder: string, leftOut: string[]): string[] {
  const files = readdirSync(folder).filter((name) => !name.startsWith(".") && statSync(join(folder, name)).isFile());
  leftOut.push(...files.filter((name) => !offered.has(extname(name).toLowerCase())));
  return files
    .filter((name) => offered.has(extname(name).toLowerCase()))
    .toSorted(byName)
    .map((name) => join(folder, name));
}

async function describe(pass: number, file: string): Promise<Photo> {
  const bytes = statSync(file).size;
  const name = basename(file);
  // Refused before it is read: a file of gigabytes need not be hashed to be too large.
  if (bytes > photoLimits.bytesMax) throw new ScanProblem("photo-too-large", `${name} has ${bytes} bytes.`);
  const sha256 = createHash("sha256")
    .update(await photoBytes(file))
    .digest("hex");
  return { pass, name, file, bytes, sha256 };
}
