import { photoLimits } from "#contract/photo";
import type { PathFile } from "../capture/dropped-files.ts";

export type FolderSet = { readonly folder: string; readonly passes: readonly (readonly File[])[] };
export type LeftOutWhy = "loose" | "deep" | "passes" | "other";
export type Sorted = { sets: FolderSet[]; leftOut: { path: string; why: LeftOutWhy }[] };

const photoName = /\.(jpe?g|png|webp|heic|heif)$/i;
/** What systems put beside people's files. */
const isClutter = (path: string): boolean =>
  path.split("/").some((part) => part.startsWith(".") || /^(__macosx|thumbs\.db|desktop\.ini)$/i.test(part));

const byName = (a: string, b: string): number => a.localeCompare(b, "en", { numeric: true });

/** Folders as a batch's zip has them: a folder is a set, folders in it are its passes. One round everything is looked through. */
export function setsOfFiles(all: readonly PathFile[]): Sorted {
  const files = all.filter(({ path }) => !isClutter(path));
  const root = wrapperOf(files.map(({ path }) => path));
  const leftOut: Sorted["leftOut"] = [];
  const folders = new Map<string, Map<string, PathFile[]>>();
  for (const one of files) {
    const parts = one.path.slice(root.length).split("/");
    const why = whyNot(one.path, parts.length);
    if (why) leftOut.push({ path: one.path, why });
    else place(folders, one, parts);
  }
  const sets = [...folders.keys()].sort(byName).map((folder) => {
    const passes = folders.get(folder) ?? new Map<string, PathFile[]>();
    return toSet(folder, passes, leftOut);
  });
  return { sets, leftOut };
}

function wrapperOf(paths: readonly string[]): string {
  const root = `${paths[0]?.split("/")[0]}/`;
  const inside = paths.length > 0 && paths.every((path) => path.startsWith(root));
  const holdsPhotos = paths.some((path) => photoName.test(path) && !path.slice(root.length).includes("/"));
  return inside && !holdsPhotos ? root : "";
}

function whyNot(path: string, depth: number): LeftOutWhy | null {
  if (!photoName.test(path)) return "other";
  if (depth === 1) return "loose";
  return depth > 3 ? "deep" : null;
}

function place(folders: Map<string, Map<string, PathFile[]>>, one: PathFile, parts: readonly string[]): void {
  const [folder = "", second = ""] = parts;
  const passes = folders.get(folder) ?? new Map<string, PathFile[]>();
  folders.set(folder, passes);
  const pass = parts.length === 3 ? second : "";
  passes.set(pass, [...(passes.get(pass) ?? []), one]);
}

function toSet(folder: string, passes: Map<string, PathFile[]>, leftOut: Sorted["leftOut"]): FolderSet {
  const names = [...passes.keys()].sort(byName);
  for (const name of names.slice(photoLimits.passesMax))
    leftOut.push(...(passes.get(name) ?? []).map(({ path }) => ({ path, why: "passes" as const })));
  const kept = names.slice(0, photoLimits.passesMax).map((name) => {
    const files = [...(passes.get(name) ?? [])].sort((a, b) => byName(a.path, b.path));
    return files.map(({ file }) => file);
  });
  return { folder, passes: kept };
}
